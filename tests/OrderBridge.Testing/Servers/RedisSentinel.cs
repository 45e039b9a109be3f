using System.Globalization;

namespace OrderBridge.Testing.Servers;

/// <summary>A Sentinel on loopback that watches one master and, alone, promotes its replica some seconds after it is gone: a master that a busy machine holds up for a moment is not dead.</summary>
public sealed class RedisSentinel : IDisposable
{
    /// <summary>What it calls the master.</summary>
    public const string MasterName = "orders";

    private const int PortTries = 5;

    private readonly DirectoryInfo _folder;
    private readonly RunningServer _running;
    private readonly int _port;

    private RedisSentinel(DirectoryInfo folder, RunningServer running, int port) => (_folder, _running, _port) = (folder, running, port);

    public string Address => $"127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}";

    public static async Task<RedisSentinel> StartAsync(RedisServer master)
    {
        var folder = Directory.CreateTempSubdirectory("orderbridge-sentinel-");
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var (port, output) = (FreePorts.Next(), "");
                if (await TryStartAsync(folder, port, master, text => output = text) is { } running)
                {
                    return new RedisSentinel(folder, running, port);
                }

                Assert.True(attempt < PortTries, $"The Sentinel does not start:\n{output}"); // Somebody may have taken the port since it was found free.
            }
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>Address of the master, as the Sentinel sees it.</summary>
    public async Task<string> MasterAsync() => string.Join(':', (await CommandAsync("GET-MASTER-ADDR-BY-NAME", MasterName)).Split('\n', StringSplitOptions.TrimEntries));

    /// <summary>Whether it knows of a replica that could be promoted.</summary>
    public async Task<bool> KnowsReplicaAsync() => (await CommandAsync("REPLICAS", MasterName)).Contains("master-link-status\nok", StringComparison.Ordinal);

    public void Dispose()
    {
        _running.Dispose();
        _folder.Delete(recursive: true);
    }

    private static async Task<RunningServer?> TryStartAsync(DirectoryInfo folder, int port, RedisServer master, Action<string> output)
    {
        var file = Path.Combine(folder.FullName, "sentinel.conf");
        await File.WriteAllTextAsync(file, string.Create(CultureInfo.InvariantCulture, $"""
            port {port}
            bind 127.0.0.1
            dir {folder.FullName}
            sentinel monitor {MasterName} 127.0.0.1 {master.Port} 1
            sentinel down-after-milliseconds {MasterName} 5000
            sentinel failover-timeout {MasterName} 2000

            """));
        return await RunningServer.StartAsync(ServerPrograms.Require("redis-server"), [file, "--sentinel"], folder.FullName, "+monitor master", output);
    }

    private Task<string> CommandAsync(params string[] command) => RedisServer.CliAsync(["-p", _port.ToString(CultureInfo.InvariantCulture), "SENTINEL", .. command]);
}
