using OrderBridge.Cli.RunningProcesses;

namespace OrderBridge.Cli.RunningServers;

/// <summary>Where Apache Kafka is on this machine: a folder with a script <c>kafka</c> that starts and stops brokers.</summary>
/// <param name="Script">Null when a broker cannot be started here.</param>
/// <param name="Trouble">Why not; empty when it can.</param>
internal sealed record KafkaHome(string? Script, string Trouble)
{
    private const string Variable = "ORDERBRIDGE_KAFKA_HOME";

    /// <summary>Whole names: the package's stand-in leaves an assembly librdkafka.redist.dll and no library.</summary>
    private static readonly string[] LibraryNames = ["librdkafka.so", "librdkafka.dylib", "librdkafka.dll"];

    public static KafkaHome Find(RepositoryLayout layout)
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        var script = Path.Combine(named is { Length: > 0 } ? named : Path.Combine(layout.Root, "..", "shared", "kafka"), "kafka");
        var trouble = !File.Exists(script) ? $"no Apache Kafka here ({Variable} names a folder with a script 'kafka')"
            : ServerPrograms.Find("java") is null ? "no Java, which Apache Kafka needs (Debian: apt-get install -y default-jre-headless)"
            : LibraryTrouble(layout);
        return new KafkaHome(trouble.Length == 0 ? Path.GetFullPath(script) : null, trouble);
    }

    /// <summary>Why programs cannot speak to Kafka at all, as what there is not; empty when they can. The native library comes by package or by script (docs/decisions/0020).</summary>
    public static string LibraryTrouble(RepositoryLayout layout)
    {
        var folder = Path.GetDirectoryName(layout.Program("src/OrderBridge.Server", "OrderBridge.Server"))!;
        return LibraryNames.Any(name => Directory.EnumerateFiles(folder, name, SearchOption.AllDirectories).Any())
            ? string.Empty
            : "no native library for Kafka (eng/librdkafka/build makes it, and says what it needs)";
    }
}
