using Confluent.Kafka;
using Confluent.Kafka.Admin;
using OrderBridge.Testing.Servers;

namespace OrderBridge.Kafka.Tests.Running;

/// <summary>One broker for the tests of a collection, which run one after the other; each begins with empty topics.</summary>
public sealed class OneBroker : IAsyncLifetime
{
    public const string Name = "one broker";
    private static readonly TimeSpan Patience = KafkaHub.Patience;

    private KafkaServer? _server;

    public KafkaServer Server => _server ?? throw new InvalidOperationException("The broker is started by a test that needs it.");

    public string Bootstrap => Server.Bootstrap;

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>Starts the broker for the first test, and deletes what tests before this one have left.</summary>
    public async Task<OneBroker> EmptyAsync()
    {
        _server ??= await KafkaServer.StartAsync();
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Bootstrap }).Build();
        var old = Ours(admin);
        if (old.Count > 0)
        {
            await admin.DeleteTopicsAsync(old);
            Assert.True(Soon.Becomes(() => Ours(admin).Count == 0, Patience), "The topics of the test before are still there.");
        }

        return this;
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private static List<string> Ours(IAdminClient admin) =>
        [.. admin.GetMetadata(Patience).Topics.Select(t => t.Topic).Where(t => t.StartsWith("orderbridge.", StringComparison.Ordinal))];
}

[CollectionDefinition(OneBroker.Name)]
public sealed class OneBrokerTests : ICollectionFixture<OneBroker>;
