namespace OrderBridge.Cli.ReadingOrders;

/// <summary>The file as a whole cannot be read; the sentence says why and what to do. The program ends with code 2.</summary>
internal sealed class OrderFileException(string message, Exception? innerException = null) : Exception(message, innerException);
