using System.Buffers.Binary;
using System.Text;

namespace OrderBridge.Cli.CheckingServers;

/// <summary>The bytes of a few fixed requests of Kafka's protocol (kafka.apache.org/protocol): Metadata version 4 and DeleteTopics version 1, which brokers from 1.0 to 4 understand.</summary>
internal sealed class KafkaWire
{
    private const short MetadataApi = 3;
    private const short MetadataVersion = 4;
    private const short DeleteTopicsApi = 20;
    private const short DeleteTopicsVersion = 1;
    private const string ClientId = "orderbridge-demo";

    private readonly List<byte> _bytes = [];

    private KafkaWire(short api, short version) => Short(api).Short(version).Int(1).Text(ClientId);

    /// <summary>Asks for all topics, and has none made.</summary>
    public static byte[] Metadata() => new KafkaWire(MetadataApi, MetadataVersion).Int(-1).Byte(0).Framed();

    /// <param name="patience">How long the brokers may take.</param>
    public static byte[] DeleteTopics(IReadOnlyCollection<string> topics, TimeSpan patience)
    {
        var wire = new KafkaWire(DeleteTopicsApi, DeleteTopicsVersion).Int(topics.Count);
        foreach (var topic in topics)
        {
            wire.Text(topic);
        }

        return wire.Int((int)patience.TotalMilliseconds).Framed();
    }

    /// <summary>Names of the topics in an answer to <see cref="Metadata"/>.</summary>
    /// <exception cref="IOException">It is no such answer.</exception>
    public static IReadOnlyList<string> TopicsOf(byte[] answer)
    {
        try
        {
            var reader = new Reader(answer);
            reader.Skip(4 + 4); // Correlation, throttle time.
            reader.Each(() => reader.Skip(4).SkipText().Skip(4).SkipText()); // Brokers: node, host, port, rack.
            reader.SkipText().Skip(4); // Cluster, controller.
            var topics = new List<string>();
            reader.Each(() =>
            {
                topics.Add(reader.Skip(2).Text());
                reader.Skip(1).Each(() => reader.Skip(2 + 4 + 4).SkipInts().SkipInts()); // Partitions: error, number, leader, replicas, in sync.
            });
            return topics;
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new IOException("The answer ends too early.", e);
        }
    }

    private KafkaWire Byte(byte value)
    {
        _bytes.Add(value);
        return this;
    }

    private KafkaWire Short(short value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(short)];
        BinaryPrimitives.WriteInt16BigEndian(bytes, value);
        _bytes.AddRange(bytes);
        return this;
    }

    private KafkaWire Int(int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        _bytes.AddRange(bytes);
        return this;
    }

    private KafkaWire Text(string value)
    {
        Short((short)Encoding.UTF8.GetByteCount(value));
        _bytes.AddRange(Encoding.UTF8.GetBytes(value));
        return this;
    }

    private byte[] Framed()
    {
        var framed = new byte[sizeof(int) + _bytes.Count];
        BinaryPrimitives.WriteInt32BigEndian(framed, _bytes.Count);
        _bytes.CopyTo(framed, sizeof(int));
        return framed;
    }

    /// <summary>Reads on; past the end is an <see cref="ArgumentOutOfRangeException"/>.</summary>
    private sealed class Reader(byte[] bytes)
    {
        private int _at;

        public Reader Skip(int count)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(count, bytes.Length - _at);
            _at += count;
            return this;
        }

        public string Text()
        {
            var length = BinaryPrimitives.ReadInt16BigEndian(Take(sizeof(short)));
            return length < 0 ? string.Empty : Encoding.UTF8.GetString(Take(length));
        }

        public Reader SkipText()
        {
            Text();
            return this;
        }

        public Reader SkipInts()
        {
            Each(() => Skip(sizeof(int)));
            return this;
        }

        public void Each(Action item)
        {
            for (var count = BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int))); count > 0; count--)
            {
                item();
            }
        }

        private ReadOnlySpan<byte> Take(int count)
        {
            Skip(count);
            return bytes.AsSpan(_at - count, count);
        }
    }
}
