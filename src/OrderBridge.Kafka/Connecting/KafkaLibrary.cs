using Confluent.Kafka;

namespace OrderBridge.Kafka.Connecting;

/// <summary>The native library under the client. Where it is absent the hub works, without Kafka.</summary>
public static class KafkaLibrary
{
    private static readonly Lazy<string> Found = new(Find);

    /// <summary>Why there is none; empty when it is there.</summary>
    public static string Trouble => Found.Value;

    public static string Version => Library.VersionString;

    /// <exception cref="IOException">It is not there; the message says what to do.</exception>
    public static void Require()
    {
        if (Trouble.Length > 0)
        {
            throw new IOException(Trouble);
        }
    }

    private static string Find()
    {
        try
        {
            _ = Library.Version;
            return string.Empty;
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException or InvalidOperationException)
        {
            return "Kafka's native library is not there: run eng/librdkafka/build and build again, or put librdkafka.so beside the program.";
        }
    }
}
