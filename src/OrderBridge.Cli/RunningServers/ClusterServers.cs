using System.Globalization;
using OrderBridge.Cli.RunningProcesses;

namespace OrderBridge.Cli.RunningServers;

/// <summary>Starts the servers that a cluster of hubs stands on and that were not given, each on a free port of loopback with its files in the run's folder, and ends them.</summary>
internal sealed class ClusterServers(RunDirectory run, Launcher launcher, Guardian guardian) : IAsyncDisposable
{
    private const int Tries = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<IRunningProgram> _running = [];

    /// <summary>What was started.</summary>
    public IReadOnlyList<IRunningProgram> Running => _running;

    /// <summary>Says what it will start, and why it does without Kafka where it does.</summary>
    /// <exception cref="UsageException">A program that is needed is not installed.</exception>
    public static string Announce(Topology given, KafkaHome kafka)
    {
        (bool IsNeeded, string Program, string Package)[] needs = [(given.Redis is null, "redis-server", "redis-server"), (given.Postgres is null, "initdb", "postgresql")];
        var missing = needs.Where(n => n.IsNeeded && ServerPrograms.Find(n.Program) is null).Select(n => n.Package).ToArray();
        if (missing.Length > 0)
        {
            throw new UsageException($"--cluster needs servers that are not installed; on Debian: apt-get install -y {string.Join(' ', missing)}");
        }

        (bool Is, string Name)[] starts = [(given.Postgres is null, "PostgreSQL"), (given.Redis is null, "Redis"), (given.Kafka is null && kafka.Script is not null, "Kafka")];
        var without = given.Kafka is null && kafka.Script is null ? $"There is {kafka.Trouble}: the cluster does without Kafka. " : string.Empty;
        return $"{without}Starting servers: {string.Join(", ", starts.Where(s => s.Is).Select(s => s.Name))}";
    }

    /// <param name="given">What need not be started.</param>
    /// <param name="kafkaScript">Null does without Kafka.</param>
    /// <returns>The same, with what was started.</returns>
    /// <exception cref="ChildFailedException">A server does not start.</exception>
    public async Task<Topology> StartAsync(Topology given, string? kafkaScript, CancellationToken cancellationToken)
    {
        var redis = given.Redis is { } servers ? Task.FromResult(servers) : StartRedisAsync(cancellationToken);
        var postgres = given.Postgres is { } connection ? Task.FromResult(connection) : StartPostgresAsync(cancellationToken);
        var kafka = given.Kafka is null && kafkaScript is not null ? StartKafkaAsync(kafkaScript) : Task.FromResult(given.Kafka);
        await Task.WhenAll([redis, postgres, (Task)kafka]);
        cancellationToken.ThrowIfCancellationRequested();
        return given with { Redis = await redis, Postgres = await postgres, Kafka = await kafka };
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_running.Select(async server => await server.DisposeAsync()));

    private async Task<string> StartRedisAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(run.At("redis")).FullName;
        var port = await StartOnFreePortAsync(
            port => ProgramStart.OfSystem("redis", ServerPrograms.Find("redis-server")!,
            [
                "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", folder,
                "--save", "", "--appendonly", "yes", "--appendfsync", "everysec", "--maxmemory-policy", "noeviction",
            ]) with { Ready = ProgramStart.ReadyAt("Ready to accept connections") },
            cancellationToken);
        return string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
    }

    private async Task<string> StartPostgresAsync(CancellationToken cancellationToken)
    {
        var files = new PostgresFiles(run, launcher);
        await files.CreateAsync();
        return files.ConnectionString(await StartOnFreePortAsync(files.StartOn, cancellationToken));
    }

    private async Task<string?> StartKafkaAsync(string script)
    {
        var folder = run.At("kafka");
        guardian.WatchFile(KafkaBroker.IdFileIn(folder));
        var broker = await KafkaBroker.StartAsync(script, folder, launcher);
        Add(broker);
        return broker.Bootstrap;
    }

    /// <summary>Another program may have taken the port since it was found free.</summary>
    private async Task<int> StartOnFreePortAsync(Func<int, ProgramStart> start, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort.Find();
            var server = launcher.Start(start(port));
            try
            {
                await server.WaitUntilReadyAsync(Patience, cancellationToken);
                Add(server);
                return port;
            }
            catch (ChildFailedException) when (attempt < Tries)
            {
                await server.DisposeAsync();
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    private void Add(IRunningProgram server)
    {
        lock (_running)
        {
            _running.Add(server);
        }
    }
}
