using System.Globalization;
using Npgsql;
using OrderBridge.Contracts.Stock.V1;
using OrderBridge.EndToEnd.Running;
using OrderBridge.Faults.Judging;
using OrderBridge.Faults.Loading;
using OrderBridge.Testing.Servers;

namespace OrderBridge.Faults.Stage;

/// <summary>Two hubs, a database, a Redis and a broker, shared by the stories of the collection, which run one after the other and leave it sound.</summary>
public sealed class FaultCluster : IAsyncLifetime
{
    public const string Name = "a cluster that is broken on purpose";

    private Task? _start;
    private Task? _kafkaStart;
    private PostgresServer? _postgres;
    private KafkaServer? _kafka;
    private TopicTap? _tap;
    private Load? _load;
    private int _loads;

    internal PostgresServer Postgres => _postgres!;

    /// <summary>The master; another one after a failover.</summary>
    internal RedisServer Redis { get; set; } = null!;

    internal KafkaServer Kafka => _kafka!;

    internal IReadOnlyList<HubSeat> Hubs { get; private set; } = [];

    internal Notebook Notebook { get; } = new();

    internal TopicTap Tap => _tap!;

    internal Facts Facts { get; } = new();

    internal string Database => Postgres.ConnectionString("orderbridge");

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>Starts everything for the first test; fixtures are made also where every test is skipped.</summary>
    internal async Task<FaultCluster> ReadyAsync()
    {
        await (_start ??= StartAsync());
        if (_load is { HasEnded: false } left)
        {
            await TidyAsync(left);
        }

        return this;
    }

    internal Load Load(int seed) => _load = Loading.Load.Start(this, Interlocked.Increment(ref _loads), seed);

    internal int IndexOf(HubSeat hub) => Hubs.Index().Single(h => h.Item == hub).Index;

    internal NpgsqlConnection Connect(string? database = null)
    {
        var connection = new NpgsqlConnection((database ?? Database) + ";Pooling=false;Timeout=60;Command Timeout=180");
        connection.Open();
        return connection;
    }

    public async Task DisposeAsync()
    {
        _tap?.Dispose();
        foreach (var hub in Hubs)
        {
            if (FaultSettings.Logs is { } folder)
            {
                await File.WriteAllTextAsync(Path.Combine(folder, $"{hub.Name}.log"), hub.Output);
            }

            await hub.DisposeAsync();
        }

        Redis?.Dispose();
        _postgres?.Dispose();
        await (_kafkaStart ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // It may still be starting, where another one did not.
        if (_kafka is not null)
        {
            await _kafka.DisposeAsync();
        }
    }

    private async Task StartAsync()
    {
        HubSeat[] hubs = [new("hub 1", Arguments), new("hub 2", Arguments)];
        Hubs = hubs;
        _kafkaStart = StartKafkaAsync(hubs);
        Redis = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "everysec");
        _postgres = await Task.Run(() => PostgresServer.Start("fsync=off"));
        CreateDatabase();
        foreach (var hub in hubs)
        {
            hub.ToPostgres.LeadsTo = _postgres.Port;
            hub.ToRedis.LeadsTo = Redis.Port;
        }

        await _kafkaStart;
        await Task.WhenAll(hubs.Select(h => h.StartAsync()));
        await new StockService.StockServiceClient(hubs[0].Channel).SetStockAsync(Goods.OpeningStock(Notebook));
        _tap = await TopicTap.OpenAsync(Kafka.Bootstrap);
    }

    private async Task StartKafkaAsync(HubSeat[] hubs) => _kafka = await KafkaServer.StartAsync(1, port => Listeners(port, hubs));

    /// <summary>After a story that failed, so that the next one tells of itself.</summary>
    private async Task TidyAsync(Load left)
    {
        await left.AbandonAsync();
        foreach (var hub in Hubs)
        {
            hub.Wires.ToList().ForEach(w => w.Wire.Mend());
            await hub.MendAsync();
        }
    }

    /// <summary>A broker tells its clients where it is: on a listener for each hub, at the hub's wire.</summary>
    private static string[] Listeners(int port, HubSeat[] hubs)
    {
        var own = hubs.Select(_ => FreePorts.Next()).ToArray();
        for (var i = 0; i < hubs.Length; i++)
        {
            hubs[i].ToKafka.LeadsTo = own[i];
        }

        string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"HUB{i}");
        var controller = string.Create(CultureInfo.InvariantCulture, $"CONTROLLER://127.0.0.1:{port + 1001}");
        var plain = string.Create(CultureInfo.InvariantCulture, $"PLAINTEXT://127.0.0.1:{port}");
        return
        [
            "listeners=" + string.Join(',', [plain, controller, .. hubs.Select((_, i) => $"{Name(i)}://127.0.0.1:{own[i]}")]),
            "advertised.listeners=" + string.Join(',', [plain, .. hubs.Select((hub, i) => $"{Name(i)}://{hub.ToKafka.Address}")]),
            "listener.security.protocol.map=" + string.Join(',', ["PLAINTEXT:PLAINTEXT", "CONTROLLER:PLAINTEXT", .. hubs.Select((_, i) => $"{Name(i)}:PLAINTEXT")]),
        ];
    }

    /// <summary>As in production but for patience: what is told in seconds here is told in some tens of them there.</summary>
    private static string[] Arguments(HubSeat hub) =>
    [
        "--postgres", string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={hub.ToPostgres.Port};Username=postgres;Database=orderbridge"),
        "--redis", hub.ToRedis.Address, "--kafka", hub.ToKafka.Address,
        "--Postgres:LeaseDuration", "00:00:02", "--Flows:LeaseInterval", "00:00:00.200", "--Stock:OrphanGrace", "00:00:05",
        "--Kafka:LeaseInterval", "00:00:00.200", "--Kafka:Partitions", "4", "--Kafka:Patience", "00:00:05", "--Kafka:RetryMax", "00:00:00.500",
        "--Kafka:FencedPause", "00:00:02",
    ];

    private void CreateDatabase()
    {
        using var connection = Connect(Postgres.ConnectionString("postgres"));
        using var create = new NpgsqlCommand("CREATE DATABASE orderbridge", connection);
        create.ExecuteNonQuery();
    }
}

[CollectionDefinition(FaultCluster.Name)]
public sealed class FaultClusterTests : ICollectionFixture<FaultCluster>;
