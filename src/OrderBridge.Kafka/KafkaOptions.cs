using System.ComponentModel.DataAnnotations;

namespace OrderBridge.Kafka;

/// <summary>How the hub uses Kafka. Section <c>Kafka</c>.</summary>
public sealed class KafkaOptions
{
    /// <summary>Brokers as <c>host:port,host:port</c>; empty means that the hub runs without Kafka.</summary>
    public string Bootstrap { get; set; } = string.Empty;

    /// <summary>Partitions of topics that the hub makes. Range 1 to 1,000. Default 12. Never change it on a topic in use: keys would move, and with them their order.</summary>
    [Range(1, 1_000)]
    public int Partitions { get; set; } = 12;

    /// <summary>Journal records of one transaction at most. Range 1 to 50,000. Default 4096: a transaction costs some 20 to 40 ms whatever is in it.</summary>
    [Range(1, 50_000)]
    public int BatchSize { get; set; } = 4096;

    /// <summary><c>none</c>, <c>gzip</c>, <c>lz4</c> or <c>snappy</c>. Default none: every client can read it.</summary>
    [RegularExpression("none|gzip|lz4|snappy")]
    public string Compression { get; set; } = "none";

    /// <summary>Consumer group in which hubs share what comes in.</summary>
    public string GroupId { get; set; } = "orderbridge-hub";

    /// <summary>Messages that come in taken at once, all keys side by side. Range 1 to 10,000. Default 512.</summary>
    [Range(1, 10_000)]
    public int ReceiveBatch { get; set; } = 512;

    /// <summary>Attempts at a message that makes the hub itself fail, before it counts as poison. Range 1 to 100. Default 5.</summary>
    [Range(1, 100)]
    public int AttemptsMax { get; set; } = 5;

    /// <summary>How often a hub that does not relay asks whether it should. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan LeaseInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the relay stays away after another one has shut it out. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan FencedPause { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest wait before a broken connection is tried again; it begins at a tenth of a second. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan RetryMax { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest single wait for brokers: to begin, to commit, to answer. Default 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Any other setting of librdkafka for every client, such as <c>security.protocol</c> and <c>sasl.username</c>.</summary>
    public Dictionary<string, string> Client { get; init; } = new(StringComparer.Ordinal);

    public bool IsOn => Bootstrap.Length > 0;
}
