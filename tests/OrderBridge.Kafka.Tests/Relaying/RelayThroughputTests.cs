using System.Collections.Concurrent;
using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using OrderBridge.EndToEnd.Running;
using OrderBridge.Kafka.Relaying;
using OrderBridge.Kafka.Tests.Running;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Server.Hosting;
using OrderBridge.Testing;
using Xunit.Abstractions;

namespace OrderBridge.Kafka.Tests.Relaying;

/// <summary>How fast the relay catches up with a real journal, beside a plain producer of the same messages in the same run.</summary>
[Collection(OneBroker.Name)]
public sealed class RelayThroughputTests(OneBroker broker, ITestOutputHelper output)
{
    private const int Orders = 6_000;

    /// <summary>Reading, replaying and translating is most of the work; a tenth would mean that something waits per message.</summary>
    private const double RatioMin = 0.05;

    [MeasureFact]
    public async Task Measure_MessagesPerSecond_BesideAPlainProducer()
    {
        await broker.EmptyAsync();
        var data = HubProcess.NewDirectory();
        await using (var hub = await HubProcess.StartAsync(data))
        {
            await KafkaHub.StockAsync(hub.Channel, "sku-1", 1_000_000);
            await KafkaHub.IngestAsync(hub.Channel, "speed", Orders, "sku-1");
            await KafkaHub.JournalAsync(hub.Channel);
            Assert.Equal(0, await hub.TerminateAsync());
        }

        var kept = new KeptMessages();
        await using var app = HubApplication.Build(InProcessHub.Arguments(data, broker.Bootstrap), services =>
        {
            var inner = services.Last(s => s.ServiceType == typeof(IRelayMessages));
            services.AddSingleton<IRelayMessages>(p => kept.Over((IRelayMessages)ActivatorUtilities.CreateInstance(p, inner.ImplementationType!)));
        });
        var (relayed, relayTime) = await RelayAsync(app.Services.GetRequiredService<JournalRelay>(), kept);
        var plainTime = Produce(kept.All);

        var (relay, plain) = (relayed / relayTime.TotalSeconds, kept.All.Count / plainTime.TotalSeconds);
        output.WriteLine($"relay {relay:n0} messages/s ({kept.Spent.TotalSeconds / relayTime.TotalSeconds:p0} of the time in translating), plain producer {plain:n0}/s, ratio {relay / plain:n2}");
        Assert.True(relay / plain > RatioMin, $"ratio {relay / plain:n3}");
    }

    /// <summary>The first batch opens connections and is not counted.</summary>
    private static async Task<(int Messages, TimeSpan Time)> RelayAsync(JournalRelay relay, KeptMessages kept)
    {
        await relay.SweepAsync(default);
        var before = kept.All.Count;
        kept.Spent = TimeSpan.Zero;
        var since = Stopwatch.GetTimestamp();
        while (await relay.SweepAsync(default) > 0)
        {
        }

        var time = Stopwatch.GetElapsedTime(since);
        await relay.CloseAsync();
        return (kept.All.Count - before, time);
    }

    private TimeSpan Produce(IEnumerable<RelayMessage> messages)
    {
        using var producer = new ProducerBuilder<string, byte[]>(new ProducerConfig { BootstrapServers = broker.Bootstrap, EnableIdempotence = true, LingerMs = 2 }).Build();
        var failed = new ConcurrentQueue<Error>();
        producer.Produce("orderbridge.plain", new Message<string, byte[]> { Key = "first", Value = [] });
        producer.Flush(KafkaHub.Patience);
        var since = Stopwatch.GetTimestamp();
        foreach (var message in messages)
        {
            while (!TryProduce(producer, message, failed))
            {
                producer.Poll(TimeSpan.FromMilliseconds(10));
            }
        }

        Assert.Equal(0, producer.Flush(KafkaHub.Patience));
        Assert.Empty(failed);
        return Stopwatch.GetElapsedTime(since);
    }

    private static bool TryProduce(IProducer<string, byte[]> producer, RelayMessage message, ConcurrentQueue<Error> failed)
    {
        try
        {
            producer.Produce("orderbridge.plain", new Message<string, byte[]> { Key = message.Key, Value = message.Value }, report =>
            {
                if (report.Error.IsError)
                {
                    failed.Enqueue(report.Error);
                }
            });
            return true;
        }
        catch (ProduceException<string, byte[]> e) when (e.Error.Code is ErrorCode.Local_QueueFull)
        {
            return false;
        }
    }

    private sealed class KeptMessages : IRelayMessages
    {
        private IRelayMessages? _inner;

        public List<RelayMessage> All { get; } = [];

        public TimeSpan Spent { get; set; }

        public KeptMessages Over(IRelayMessages inner)
        {
            _inner = inner;
            return this;
        }

        public async ValueTask<IReadOnlyList<RelayMessage>> OfAsync(IReadOnlyList<JournalRecord> records, CancellationToken cancellationToken)
        {
            var since = Stopwatch.GetTimestamp();
            var messages = await _inner!.OfAsync(records, cancellationToken);
            Spent += Stopwatch.GetElapsedTime(since);
            All.AddRange(messages);
            return messages;
        }
    }
}
