using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using OrderBridge.AdapterSdk.Spooling;

namespace OrderBridge.Adapters.Tests.Spooling;

public sealed class SpoolTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Append_ThenReopen_GivesBackEveryFieldInOrder()
    {
        var sent = Message("k", "{\"id\":1}") with { MessageId = "w-1", Facts = new Dictionary<string, string> { ["shop"] = "商店.example" } };
        await using (var spool = Open())
        {
            await spool.AppendAsync(sent);
            await spool.AppendAsync(Message("k", "second"));
        }

        await using var again = Open();
        var first = await again.ReadAsync(default);
        var second = await again.ReadAsync(default);

        Assert.Equal((1, 2), (first.Sequence, second.Sequence));
        Assert.Equal(("k", "orders/create", "w-1", "application/json"), (first.Message.Key, first.Message.Topic, first.Message.MessageId, first.Message.ContentType));
        Assert.Equal("商店.example", first.Message.Fact("shop"));
        Assert.Equal("{\"id\":1}", Encoding.UTF8.GetString(first.Message.Body.Span));
        Assert.Equal("second", Encoding.UTF8.GetString(second.Message.Body.Span));
    }

    [Fact]
    public async Task Acknowledge_OutOfOrder_KeepsWhatIsBeforeTheGap()
    {
        await using (var spool = Open())
        {
            for (var i = 1; i <= 4; i++)
            {
                await spool.AppendAsync(Message("k", $"{i}"));
                await spool.ReadAsync(default);
            }

            spool.Acknowledge(1);
            spool.Acknowledge(3);
            spool.Acknowledge(4);
            Assert.Equal(1, spool.Pending);
        }

        await using var again = Open();
        Assert.Equal(3, again.Pending); // 3 and 4 come again: repeats are harmless, losses are not.
        Assert.Equal(2, (await again.ReadAsync(default)).Sequence);
    }

    [Fact]
    public async Task Segments_ThatAreDelivered_AreDeletedAndNumbersGoOn()
    {
        await using (var spool = Open(segmentBytes: 200))
        {
            for (var i = 0; i < 50; i++)
            {
                await spool.AppendAsync(Message("k", new string('x', 100)));
                spool.Acknowledge((await spool.ReadAsync(default)).Sequence);
            }

            Assert.InRange(Directory.GetFiles(_folder.Path, "*.spool").Length, 1, 2);
            await spool.WhenDrainedAsync().WaitAsync(TimeSpan.FromSeconds(60));
        }

        File.Delete(Path.Combine(_folder.Path, "cursor"));
        await using var again = Open(segmentBytes: 200);
        Assert.Equal(51, await again.AppendAsync(Message("k", "next")));
    }

    [Fact]
    public async Task Append_BeyondTheLimit_RefusesAndTakesNothing()
    {
        await using var spool = Open(bytesMax: 2_000);
        var taken = 0;
        await Assert.ThrowsAsync<SpoolFullException>(async () =>
        {
            for (; taken < 100; taken++)
            {
                await spool.AppendAsync(Message("k", new string('x', 300)));
            }
        });

        Assert.InRange(taken, 3, 6);
        Assert.Equal(taken, spool.Pending);
    }

    [Fact]
    public async Task Append_OfMuchThatIsDelivered_IsNeverRefused()
    {
        await using var spool = Open(bytesMax: 2_000);
        for (var i = 0; i < 50; i++)
        {
            await spool.AppendAsync(Message("k", new string('x', 1_000)));
            spool.Acknowledge((await spool.ReadAsync(default)).Sequence);
        }

        Assert.Equal(0, spool.UsedBytes);
    }

    [Fact]
    public async Task Append_WithDeferredMessagesOnTheSameDisk_CountsThemAndTakesThemBack()
    {
        await using var spool = Open(bytesMax: 2_000);
        spool.CountOtherBytes(1_900);

        await Assert.ThrowsAsync<SpoolFullException>(() => spool.AppendAsync(Message("k", new string('x', 200))));
        Assert.Equal(1, await spool.TakeBackAsync(Message("k", new string('x', 200))));
    }

    [Fact]
    public async Task Append_FromManyCallers_GivesEachItsOwnNumber()
    {
        await using var spool = Open();
        var numbers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => Task.Run(() => spool.AppendAsync(Message($"{i}", $"{i}")))));

        Assert.Equal(Enumerable.Range(1, 1_000).Select(n => (long)n), numbers.Order());
        for (var i = 1; i <= 1_000; i++)
        {
            Assert.Equal(i, (await spool.ReadAsync(default)).Sequence);
        }
    }

    [Fact]
    public async Task Open_OfAFolderThatIsOwned_Fails()
    {
        await using var spool = Open();
        Assert.Throws<IOException>(() => Open());
    }

    [Fact]
    public async Task Open_AfterACutAtAnyByteOfTheLastRecord_KeepsTheOthersAndWorksOn()
    {
        var (whole, secondEnd) = await ThreeRecordsAsync();
        for (var length = secondEnd; length <= whole.Length; length++)
        {
            using var folder = new TemporaryFolder();
            File.WriteAllBytes(Path.Combine(folder.Path, Path.GetFileName(SegmentFile)), whole[..(int)length]);
            var left = length == whole.Length ? 3 : 2;

            await using var spool = Open(folder.Path);
            Assert.Equal(left, spool.Pending);
            Assert.Equal(left + 1, await spool.AppendAsync(Message("k", "after the crash")));
            for (var i = 1; i <= left + 1; i++)
            {
                Assert.Equal(i, (await spool.ReadAsync(default)).Sequence);
            }

            Assert.Empty(Directory.GetFiles(folder.Path, "*.damaged")); // It was never acknowledged.
            var isCut = length > secondEnd && length < whole.Length;
            Assert.Equal(isCut ? [whole[(int)secondEnd..(int)length]] : [], Directory.GetFiles(folder.Path, "*.torn").Select(File.ReadAllBytes));
        }
    }

    /// <summary>Every bit of its header and some of its payload: none may look like a write that was cut off.</summary>
    [Fact]
    public async Task Open_WithAnyBitOfTheLastRecordFlipped_CallsItDamage()
    {
        var (whole, secondEnd) = await ThreeRecordsAsync();
        var flips = Enumerable.Range(0, 12 * 8).Append((whole.Length - (int)secondEnd - 1) * 8);
        foreach (var bit in flips)
        {
            using var folder = new TemporaryFolder();
            var forgotten = 0;
            byte[] flipped = [.. whole];
            flipped[(int)secondEnd + (bit / 8)] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(Path.Combine(folder.Path, Path.GetFileName(SegmentFile)), flipped);

            await using var spool = Open(folder.Path, onDamage: () => forgotten++);

            Assert.Equal((2, 1), (spool.Pending, forgotten));
            Assert.Equal([flipped[(int)secondEnd..]], Directory.GetFiles(folder.Path, "*.damaged").Select(File.ReadAllBytes));
        }
    }

    [Fact]
    public async Task Open_WithACutInASegmentThatIsNotTheNewest_CallsItDamage()
    {
        await using (var spool = Open(segmentBytes: 10))
        {
            await spool.AppendAsync(Message("k", "one"));
            await spool.AppendAsync(Message("k", "two"));
        }

        using (var file = new FileStream(SegmentFile, FileMode.Open))
        {
            file.SetLength(file.Length - 1);
        }

        await using var again = Open(segmentBytes: 10);
        Assert.Equal(2, (await again.ReadAsync(default)).Sequence);
        Assert.Single(Directory.GetFiles(_folder.Path, "*.damaged"));
    }

    [Fact]
    public async Task Open_WithAFlippedByteInTheMiddle_KeepsTheDamagedFileAndDeliversTheRest()
    {
        var (whole, secondEnd) = await ThreeRecordsAsync();
        var firstEnd = FrameSize(whole, 0);
        whole[firstEnd + 40] ^= 0x01;
        File.WriteAllBytes(SegmentFile, whole);

        await using var spool = Open();
        Assert.Equal(1, (await spool.ReadAsync(default)).Sequence);
        Assert.Equal(3, (await spool.ReadAsync(default)).Sequence);
        Assert.Equal(whole[firstEnd..(int)secondEnd], File.ReadAllBytes(Assert.Single(Directory.GetFiles(_folder.Path, "*.damaged"))));
        Assert.Equal(4, await spool.AppendAsync(Message("k", "next")));
    }

    [Fact]
    public async Task Open_WithAFlippedBitInTheLastRecord_KeepsItBesideAndGivesItsNumberToNobody()
    {
        var (whole, secondEnd) = await ThreeRecordsAsync();
        whole[(int)secondEnd + 40] ^= 0x01;
        File.WriteAllBytes(SegmentFile, whole);

        await using var spool = Open();

        Assert.Equal(2, spool.Pending);
        Assert.Equal(whole[(int)secondEnd..], File.ReadAllBytes(Assert.Single(Directory.GetFiles(_folder.Path, "*.damaged"))));
        Assert.Equal(4, await spool.AppendAsync(Message("k", "next")));
    }

    [Fact]
    public async Task Read_OfARecordThatTheDiskChangedMeanwhile_GoesOnWithTheNextAndKeepsTheBytes()
    {
        await using var spool = Open();
        foreach (var body in new[] { "one", "two", "three" })
        {
            await spool.AppendAsync(Message("k", body));
        }

        FlipInFile(SegmentFile, FrameSize(File.ReadAllBytes(SegmentFile), 0) + 40);

        Assert.Equal(1, (await spool.ReadAsync(default)).Sequence);
        Assert.Equal(3, (await spool.ReadAsync(default)).Sequence);
        Assert.Equal(2, spool.Pending);
        spool.Acknowledge(1);
        spool.Acknowledge(3);
        await spool.WhenDrainedAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Single(Directory.GetFiles(_folder.Path, "*.damaged"));
    }

    [Fact]
    public async Task Append_WhenTheNextSegmentCannotBeMade_IsRefusedAndTheOneAfterIsTaken()
    {
        await using var spool = Open(segmentBytes: 10);
        await spool.AppendAsync(Message("k", "one"));
        Directory.CreateDirectory(Path.Combine(_folder.Path, "00000000000000000002.spool"));

        await Assert.ThrowsAsync<IOException>(() => spool.AppendAsync(Message("k", "two"))).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(3, await spool.AppendAsync(Message("k", "three")).WaitAsync(TimeSpan.FromSeconds(60)));
    }

    /// <summary>/dev/full answers every write as a full disk does.</summary>
    [Fact]
    public async Task Append_OnAFullDisk_LeavesNoFile()
    {
        await using var spool = Open();
        var first = File.CreateSymbolicLink(Path.Combine(_folder.Path, "00000000000000000001.spool"), "/dev/full");

        await Assert.ThrowsAsync<IOException>(() => spool.AppendAsync(Message("k", "one")));

        Assert.Null(new FileInfo(first.FullName).LinkTarget);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.spool"));
        Assert.Equal(2, await spool.AppendAsync(Message("k", "two")));
    }

    private static void FlipInFile(string path, long offset)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Position = offset;
        var value = file.ReadByte();
        file.Position = offset;
        file.WriteByte((byte)(value ^ 1));
    }

    private string SegmentFile => Path.Combine(_folder.Path, "00000000000000000001.spool");

    private static int FrameSize(byte[] bytes, int offset) => 12 + BitConverter.ToInt32(bytes, offset + 4);

    private async Task<(byte[] Whole, long SecondEnd)> ThreeRecordsAsync()
    {
        await using (var spool = Open())
        {
            foreach (var body in new[] { "one", "two", "three" })
            {
                await spool.AppendAsync(Message("k", body));
            }
        }

        var whole = File.ReadAllBytes(SegmentFile);
        var first = FrameSize(whole, 0);
        return (whole, first + FrameSize(whole, first));
    }

    private static SpoolMessage Message(string key, string body) =>
        new() { Key = key, Topic = "orders/create", Body = Encoding.UTF8.GetBytes(body) };

    private Spool Open(string? folder = null, long bytesMax = 1 << 20, long segmentBytes = 1 << 20, Action? onDamage = null) => Spool.Open(
        new SpoolOptions { Directory = folder ?? _folder.Path, BytesMax = bytesMax, SegmentBytes = segmentBytes, OnDamage = onDamage ?? (() => { }) },
        TimeProvider.System,
        NullLogger.Instance);
}
