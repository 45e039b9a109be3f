namespace OrderBridge.Cli;

/// <summary>The command line asks for something that does not exist or cannot be; the sentence says what to write instead. The program ends with code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
