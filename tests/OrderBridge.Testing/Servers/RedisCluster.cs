using System.Globalization;

namespace OrderBridge.Testing.Servers;

/// <summary>Three masters without replicas on loopback, which share the slots; single slots can be moved while they are used.</summary>
public sealed class RedisCluster : IDisposable
{
    private const int NodeCount = 3;
    private const int KeysPerMove = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly List<RedisServer> _nodes = [];

    public IReadOnlyList<RedisServer> Nodes => _nodes;

    /// <summary>All nodes, as a connection string.</summary>
    public string Address => string.Join(',', _nodes.Select(n => n.Address));

    public static async Task<RedisCluster> StartAsync()
    {
        var cluster = new RedisCluster();
        try
        {
            for (var i = 0; i < NodeCount; i++)
            {
                cluster._nodes.Add(await StartNodeAsync());
            }

            var answer = await RedisServer.CliAsync(["--cluster", "create", .. cluster._nodes.Select(n => n.Address), "--cluster-yes"]);
            Assert.Contains("All 16384 slots covered", answer, StringComparison.Ordinal);
            await cluster.UntilAsync(async () => await cluster.AllSayAsync("cluster_state:ok"), "the cluster is formed");
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    public async Task<int> SlotOfAsync(string key) => int.Parse(await _nodes[0].CommandAsync("CLUSTER", "KEYSLOT", key), CultureInfo.InvariantCulture);

    public async Task<RedisServer> OwnerOfAsync(int slot)
    {
        // One line per node: id, address@bus, flags, master, times, state, slots.
        foreach (var node in _nodes)
        {
            var own = (await node.CommandAsync("CLUSTER", "NODES")).Split('\n').Single(l => l.Contains("myself", StringComparison.Ordinal));
            if (own.Split(' ').Skip(8).Any(range => Covers(range.Trim(), slot)))
            {
                return node;
            }
        }

        throw new InvalidOperationException($"Nobody has slot {slot}.");
    }

    /// <summary>Moves a slot with its keys to another node, step by step as redis-cli does, while clients go on.</summary>
    public async Task MoveAsync(int slot, RedisServer to)
    {
        var from = await OwnerOfAsync(slot);
        var number = slot.ToString(CultureInfo.InvariantCulture);
        var (fromId, toId) = (await from.CommandAsync("CLUSTER", "MYID"), await to.CommandAsync("CLUSTER", "MYID"));
        await RequireAsync(to, "CLUSTER", "SETSLOT", number, "IMPORTING", fromId);
        await RequireAsync(from, "CLUSTER", "SETSLOT", number, "MIGRATING", toId);
        using var limit = new CancellationTokenSource(Patience);
        while ((await from.CommandAsync("CLUSTER", "GETKEYSINSLOT", number, KeysPerMove.ToString(CultureInfo.InvariantCulture))) is { Length: > 0 } keys)
        {
            Assert.False(limit.IsCancellationRequested, $"Slot {slot} does not get empty: {keys}");
            foreach (var key in keys.Split('\n'))
            {
                // One by one, so that scripts meet a warehouse that is half here and half there.
                await from.CommandAsync("MIGRATE", "127.0.0.1", to.Port.ToString(CultureInfo.InvariantCulture), key.Trim(), "0", "60000");
            }
        }

        await RequireAsync(to, "CLUSTER", "SETSLOT", number, "NODE", toId);
        await RequireAsync(from, "CLUSTER", "SETSLOT", number, "NODE", toId);
    }

    public void Dispose() => _nodes.ForEach(n => n.Dispose());

    /// <summary>The bus of the cluster needs a port too; the usual one (10,000 higher) may not exist. Nobody takes the place of a node here, so none that is held up for long counts as dead.</summary>
    private static Task<RedisServer> StartNodeAsync() => RedisServer.StartAsync(() =>
        ["--cluster-enabled", "yes", "--cluster-port", FreePorts.Next().ToString(CultureInfo.InvariantCulture), "--cluster-node-timeout", "30000"]);

    private static bool Covers(string range, int slot)
    {
        if (range.StartsWith('['))
        {
            return false; // A slot on its way.
        }

        var ends = range.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture)).ToArray();
        return slot >= ends[0] && slot <= ends[^1];
    }

    private static async Task RequireAsync(RedisServer node, params string[] command) => Assert.Equal("OK", await node.CommandAsync(command));

    private async Task<bool> AllSayAsync(string word)
    {
        foreach (var node in _nodes)
        {
            if (!(await node.CommandAsync("CLUSTER", "INFO")).Contains(word, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await holds())
        {
            Assert.False(limit.IsCancellationRequested, $"Not in time: {what}");
            await Task.Delay(Look);
        }
    }
}
