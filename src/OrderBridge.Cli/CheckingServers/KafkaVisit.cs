using System.Buffers.Binary;
using System.Net.Sockets;

namespace OrderBridge.Cli.CheckingServers;

/// <summary>
/// A short visit to Kafka's brokers: whether they answer and hold nothing of a hub yet, and at the end to delete the topics that the demo's hubs made. In topics
/// that are in use, warehouses would take the demo's tasks for real ones.
/// </summary>
internal sealed class KafkaVisit(string brokers, TimeProvider timeProvider)
{
    private const int DefaultPort = 9092;
    private const int AnswerMax = 64 << 20;

    /// <summary>All topics of hubs begin so (docs/kafka.md).</summary>
    private const string Prefix = "orderbridge.";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IReadOnlyList<ServerAddress> _addresses = ServerAddress.ReadAll("kafka", brokers, DefaultPort);

    /// <exception cref="UsageException">No broker answers, or they hold topics of a hub.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var trouble = string.Empty;
        foreach (var address in _addresses)
        {
            try
            {
                Refuse(await TopicsAsync(address, cancellationToken));
                return;
            }
            catch (Exception e) when (e is SocketException or TimeoutException)
            {
                trouble = $"{address} cannot be reached: {e.Message}";
            }
            catch (IOException e)
            {
                trouble = $"{address} does not answer as Kafka does without TLS and passwords: {e.Message}";
            }
        }

        throw new UsageException($"--kafka {trouble}");
    }

    /// <summary>Deletes the topics that <see cref="CheckAsync"/> did not find.</summary>
    /// <exception cref="IOException">The broker does not answer.</exception>
    /// <exception cref="SocketException">It is away.</exception>
    /// <exception cref="TimeoutException">It is silent.</exception>
    public async Task RemoveTopicsAsync()
    {
        var topics = await TopicsAsync(_addresses[0], CancellationToken.None);
        if (topics.Count > 0)
        {
            await AskAsync(_addresses[0], KafkaWire.DeleteTopics(topics, Patience), CancellationToken.None);
        }
    }

    private static void Refuse(IReadOnlyList<string> topics)
    {
        if (topics.Count > 0)
        {
            throw new UsageException($"--kafka names brokers that hold topics of a hub already ({topics[0]}): their readers would take the demo's orders for real ones. Name brokers without topics '{Prefix}…'.");
        }
    }

    private async Task<IReadOnlyList<string>> TopicsAsync(ServerAddress address, CancellationToken cancellationToken) =>
        [.. KafkaWire.TopicsOf(await AskAsync(address, KafkaWire.Metadata(), cancellationToken)).Where(t => t.StartsWith(Prefix, StringComparison.Ordinal))];

    private async Task<byte[]> AskAsync(ServerAddress address, byte[] request, CancellationToken cancellationToken)
    {
        await using var stream = await address.ConnectAsync(timeProvider, cancellationToken);
        return await AskAsync(stream, request, cancellationToken).WaitAsync(Patience, timeProvider, cancellationToken);
    }

    private static async Task<byte[]> AskAsync(Stream stream, byte[] request, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(request, cancellationToken);
        var length = new byte[sizeof(int)];
        await stream.ReadExactlyAsync(length, cancellationToken);
        var size = BinaryPrimitives.ReadInt32BigEndian(length);
        if (size is < 0 or > AnswerMax)
        {
            throw new IOException("The answer has no sensible length.");
        }

        var answer = new byte[size];
        await stream.ReadExactlyAsync(answer, cancellationToken);
        return answer;
    }
}
