using System.Collections;
using Microsoft.Extensions.Logging.Abstractions;
using OrderBridge.Kafka.Connecting;
using OrderBridge.Kafka.Relaying;
using OrderBridge.Kafka.Tests.Running;
using OrderBridge.Kafka.Topics;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Leasing;

namespace OrderBridge.Kafka.Tests.Relaying;

/// <summary>Two relays of one cursor: the one that stood still is shut out, and a reader of committed messages sees each event once.</summary>
[Collection(OneBroker.Name)]
public sealed class When_an_owner_wakes_late(OneBroker broker)
{
    private const int Records = 500;
    private readonly ListJournal _journal = ListJournal.Of(Records);

    [RequiresKafkaFact]
    public Task Before_its_transaction_it_is_shut_out() => ProveAsync(new StallingMessages(stallsInside: false));

    /// <summary>Half of its batch is at the brokers already, and must never be seen.</summary>
    [RequiresKafkaFact]
    public Task In_the_middle_of_its_transaction_it_is_shut_out() => ProveAsync(new StallingMessages(stallsInside: true));

    private async Task ProveAsync(StallingMessages stalling)
    {
        await broker.EmptyAsync();
        using var lateTarget = Target();
        using var otherTarget = Target();
        var late = Relay(stalling, lateTarget);
        await late.SweepAsync(default);
        stalling.StallNext();
        var sleeping = Task.Run(() => SweepAllAsync(late)); // Sends what was made ready before, then stands still.
        await stalling.Stalled.WaitAsync(KafkaHub.Patience);

        await SweepAllAsync(Relay(new PlainMessages(), otherTarget));
        stalling.Wake();
        await Assert.ThrowsAsync<RelayFencedException>(() => sleeping.WaitAsync(KafkaHub.Patience));

        using var reader = new TopicReader(broker.Bootstrap, TopicNames.Orders);
        reader.Until(seen => seen.Count >= Records, KafkaHub.Patience).ToTheEnd(KafkaHub.Patience);
        Assert.Empty(DeliveryCheck.Findings(reader.Messages));
        Assert.Equal(_journal.EventIds.Order(), reader.Messages.Select(m => m.EventId).Order());
        Assert.Equal(2 * Records, _journal.Cursor);
    }

    private static async Task SweepAllAsync(JournalRelay relay)
    {
        while (await relay.SweepAsync(default) > 0)
        {
        }
    }

    /// <summary>Nothing here is about slow brokers: no sweep gives up, and no transaction times out while its owner stands still.</summary>
    private KafkaOptions Options() => new() { Bootstrap = broker.Bootstrap, Partitions = 4, BatchSize = 100, Patience = KafkaHub.Patience };

    private KafkaRelayTarget Target()
    {
        var clients = new KafkaClients(Options(), NullLogger<KafkaClients>.Instance);
        return new KafkaRelayTarget(clients, new TopicMaker(clients, Options()), Options(), TimeProvider.System);
    }

    private JournalRelay Relay(IRelayMessages messages, KafkaRelayTarget target) =>
        new(_journal, messages, target, SoleOwner.Instance, new RelayState(TimeProvider.System), Options(), TimeProvider.System, NullLogger<JournalRelay>.Instance);

    /// <summary>Stands still once when told to, before the messages are handed out or half way through them.</summary>
    private sealed class StallingMessages(bool stallsInside) : IRelayMessages
    {
        private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _isArmed;

        public Task Stalled => _stalled.Task;

        public void StallNext() => _isArmed = true;

        public void Wake() => _woken.SetResult();

        public async ValueTask<IReadOnlyList<RelayMessage>> OfAsync(IReadOnlyList<JournalRecord> records, CancellationToken cancellationToken)
        {
            RelayMessage[] messages = [.. records.Select(PlainMessages.Of)];
            if (_isArmed && !stallsInside)
            {
                await StallAsync();
            }

            return _isArmed && stallsInside ? new StallingList(messages, StallAsync) : messages;
        }

        private Task StallAsync()
        {
            _isArmed = false;
            _stalled.SetResult();
            return _woken.Task;
        }
    }

    private sealed class StallingList(RelayMessage[] messages, Func<Task> stallAsync) : IReadOnlyList<RelayMessage>
    {
        public int Count => messages.Length;

        public RelayMessage this[int index] => messages[index];

        public IEnumerator<RelayMessage> GetEnumerator()
        {
            for (var i = 0; i < messages.Length; i++)
            {
                if (i == messages.Length / 2)
                {
                    stallAsync().GetAwaiter().GetResult();
                }

                yield return messages[i];
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
