using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage.Reading;

namespace OrderBridge.Tests.Storage;

public sealed class JournalTailTests
{
    private const int Mebibyte = 1024 * 1024;
    private readonly JournalTail _tail = new(head: 0, capacity: 8192);

    [Fact]
    public void Read_SmallRecords_AreKeptByNumber()
    {
        Append(8192, bytes: 10);
        Assert.Equal(8192, _tail.Read(0, 10_000)!.Count);
        Append(2000, bytes: 10);
        Assert.Null(_tail.Read(0, 10_000));
        Assert.Equal(8192, _tail.Read(2000, 10_000)!.Count);
    }

    [Fact]
    public void Read_LargeRecords_AreKeptByBytes()
    {
        Append(100, bytes: Mebibyte);
        Assert.Null(_tail.Read(35, 1));
        Assert.Equal(37, Assert.Single(_tail.Read(36, 1)!).Position);
        Assert.Equal(16, _tail.Read(36, 1000)!.Count); // A page is bounded too.
        Assert.Equal(100, _tail.Head);
    }

    [Fact]
    public void Read_ARecordBeyondTheBound_IsNotKeptAndComesFromTheDatabase()
    {
        Append(1, bytes: 65 * Mebibyte);
        Assert.Null(_tail.Read(0, 1));
        Assert.Equal(1, _tail.Head);
        Append(1, bytes: 10);
        Assert.Equal(2, Assert.Single(_tail.Read(1, 10)!).Position);
    }

    private void Append(int count, int bytes)
    {
        var payload = new byte[bytes];
        var head = _tail.Head;
        _tail.Append([.. Enumerable.Range(1, count).Select(i => new JournalRecord(
            head + i, "tally", $"tally-{i}", 1, "TallyAdded", payload, "", "", "", "", default, default, ReadOnlyMemory<byte>.Empty))]);
    }
}
