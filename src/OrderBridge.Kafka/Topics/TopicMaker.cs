using Confluent.Kafka;
using Confluent.Kafka.Admin;
using OrderBridge.Kafka.Connecting;

namespace OrderBridge.Kafka.Topics;

/// <summary>Makes the topics that are not there. Safe to repeat and to run side by side.</summary>
public sealed class TopicMaker(KafkaClients clients, KafkaOptions options)
{
    /// <exception cref="KafkaException">No broker answers, or it refuses.</exception>
    public async Task MakeAsync()
    {
        using var admin = clients.Admin();
        try
        {
            await admin.CreateTopicsAsync(
                TopicPlan.All(options.Partitions), new CreateTopicsOptions { RequestTimeout = options.Patience, OperationTimeout = options.Patience }).ConfigureAwait(false);
        }
        catch (CreateTopicsException e) when (e.Results.All(r => r.Error.Code is ErrorCode.NoError or ErrorCode.TopicAlreadyExists))
        {
            // As it should be on every start but the first.
        }
    }
}
