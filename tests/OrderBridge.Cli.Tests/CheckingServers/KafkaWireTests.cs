using System.Buffers.Binary;
using System.Text;
using OrderBridge.Cli.CheckingServers;

namespace OrderBridge.Cli.Tests.CheckingServers;

public sealed class KafkaWireTests
{
    private const string Header = "0000" + "0001" + "0010" + "6F72646572627269646765" + "2D64656D6F"; // Correlation 1 with its upper half, client orderbridge-demo.

    [Fact]
    public void Metadata_AsksForAllTopicsAndHasNoneMade() =>
        Assert.Equal("0000001F" + "0003" + "0004" + Header + "FFFFFFFF" + "00", Convert.ToHexString(KafkaWire.Metadata()));

    [Fact]
    public void DeleteTopics_NamesThem() => Assert.Equal(
        "00000027" + "0014" + "0001" + Header + "00000001" + "0003" + "612E62" + "000003E8", Convert.ToHexString(KafkaWire.DeleteTopics(["a.b"], TimeSpan.FromSeconds(1))));

    [Fact]
    public void TopicsOf_SkipsBrokersAndPartitions()
    {
        var answer = Answer();

        Assert.Equal(["one", "two"], KafkaWire.TopicsOf(answer));
    }

    [Fact]
    public void TopicsOf_CutAnswer_IsNoAnswer()
    {
        var answer = Answer();

        Assert.Throws<IOException>(() => KafkaWire.TopicsOf(answer[..^6]));
    }

    /// <summary>Correlation, throttle, a broker with a rack and one without, cluster, controller, topics with partitions of replicas.</summary>
    private static byte[] Answer() => Bytes(
        1, 0,
        2, 1, "host-1", 9092, "rack", 2, "host-2", 9092, null,
        "cluster", 1,
        2, Short(0), "one", (byte)0, 2, Partition(), Partition(), Short(0), "two", (byte)1, 0);

    private static object?[] Partition() => [Short(0), 0, 1, 2, 1, 2, 1, 1];

    private static object Short(short value) => value;

    private static byte[] Bytes(params object?[] values) => [.. values.SelectMany(Bytes)];

    private static byte[] Bytes(object? value)
    {
        var four = new byte[4];
        switch (value)
        {
            case int number:
                BinaryPrimitives.WriteInt32BigEndian(four, number);
                return four;
            case short number:
                BinaryPrimitives.WriteInt16BigEndian(four, number);
                return four[..2];
            case byte one:
                return [one];
            case string text:
                return [.. Bytes((object)(short)text.Length), .. Encoding.UTF8.GetBytes(text)];
            case object?[] several:
                return Bytes(several);
            default:
                return [0xFF, 0xFF]; // No text.
        }
    }
}
