using Google.Protobuf;
using OrderBridge.Kafka.Relaying;
using OrderBridge.Kafka.Topics;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Server.Streaming;
using OrderBridge.Server.WireFormat;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;

namespace OrderBridge.Server.Relaying;

/// <summary>What goes to Kafka: each journal record as the Event of the contract, the task it may be, and the newest level of stock it moved.</summary>
public sealed class JournalMessages(TaskMessages tasks, IEventCodec codec, IStockLevels levels) : IRelayMessages
{
    /// <summary>Type of a level in the compacted topic; it is no event of its own.</summary>
    public const string LevelType = "stock.level";

    public async ValueTask<IReadOnlyList<RelayMessage>> OfAsync(IReadOnlyList<JournalRecord> records, CancellationToken cancellationToken)
    {
        var messages = new List<RelayMessage>(records.Count * 2);
        var moved = new Dictionary<StockKey, JournalRecord>();
        foreach (var record in records)
        {
            messages.Add(Of(record, TopicNames.OfKind(record.AggregateKind), record.AggregateId, record.ToWireBytes()));
            if (await tasks.OfAsync(record, _ => true, cancellationToken).ConfigureAwait(false) is { } task)
            {
                messages.Add(Of(record, TopicNames.FulfilmentTasks, task.FulfilmentOrder.OrderId, task.ToByteArray()));
            }

            foreach (var key in KeysMovedBy(record))
            {
                moved[key] = record;
            }
        }

        await AddLevelsAsync(messages, moved, cancellationToken).ConfigureAwait(false);
        return messages;
    }

    private IEnumerable<StockKey> KeysMovedBy(JournalRecord record) => record.AggregateKind is "reservation" or "stock_item"
        ? StockMovements.Of(codec.Decode(record)).Select(movement => movement.Key)
        : [];

    /// <summary>The present level, which may be newer than the record: the topic keeps the last of each key, and the last is right.</summary>
    private async ValueTask AddLevelsAsync(List<RelayMessage> messages, Dictionary<StockKey, JournalRecord> moved, CancellationToken cancellationToken)
    {
        if (moved.Count == 0)
        {
            return;
        }

        foreach (var level in await levels.FindManyAsync([.. moved.Keys], cancellationToken).ConfigureAwait(false))
        {
            var record = moved[level.Key];
            messages.Add(Of(record, TopicNames.StockLevels, $"{level.Key.WarehouseId}/{level.Key.SkuId}", level.ToWire().ToByteArray()) with { EventType = LevelType });
        }
    }

    private static RelayMessage Of(JournalRecord record, string topic, string key, byte[] value) => new(
        topic, key, value, record.EventId, record.EventType, record.Position, record.TraceParent);
}
