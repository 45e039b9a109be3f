using OrderBridge.Cli.RunningServers;

namespace OrderBridge.Cli.Commands;

/// <summary>Which servers a demo stands on.</summary>
/// <param name="IsCluster">Two hubs, and servers that are not given are started.</param>
/// <param name="Given">What was named.</param>
internal sealed record ServerOptions(bool IsCluster, Topology Given)
{
    public const string Cluster = "cluster";
    private const int ClusterHubs = 2;

    /// <summary>Names of the options that take a value.</summary>
    public static readonly string[] Names = ["redis", "postgres", "kafka"];

    public static ServerOptions Read(CommandLine line) => new(
        line.Has(Cluster),
        new Topology(line.Has(Cluster) ? ClusterHubs : 1, line.Text("postgres"), line.Text("redis"), line.Text("kafka")));
}
