using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using OrderBridge.AdapterSdk.Keeping;
using OrderBridge.AdapterSdk.Spooling;

namespace OrderBridge.Adapters.Tests.Keeping;

/// <summary>What was set aside stays readable, or at least stays: after a crash in mid-write, a full disk, a flipped bit.</summary>
public sealed class DeadLettersTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();

    private string At => Path.Combine(_folder.Path, "dead");

    private string LettersFile => Path.Combine(At, "dead-letters.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Add_AfterALineThatACrashCutOff_KeepsTheNewOnesReadable()
    {
        Fill(new DeadLetters(At), 1, 2);
        Cut(bytes: 40);

        Fill(new DeadLetters(At), 3, 4);

        Assert.Equal([1, 3, 4], Sequences(new DeadLetters(At)));
    }

    [Fact]
    public async Task Replay_OfALineThatCannotBeRead_KeepsItAndCountsIt()
    {
        await using var spool = OpenSpool();
        var letters = new DeadLetters(At);
        Fill(letters, 1, 2, 3);
        var damaged = Damage(line: 1);

        Assert.Equal(2, new DeadLetters(At).RequestReplay());
        Assert.Equal(2, await letters.ReplayRequestedAsync(spool));

        Assert.Equal(damaged, File.ReadAllText(Assert.Single(Directory.GetFiles(At, "*.damaged"))));
        Assert.Empty(Directory.GetFiles(At, "*.jsonl"));
    }

    [Fact]
    public async Task Replay_OfNothingButALineThatCannotBeRead_KeepsIt()
    {
        await using var spool = OpenSpool();
        var letters = new DeadLetters(At);
        Fill(letters, 1);
        var damaged = Damage(line: 0);

        Assert.Equal(0, letters.RequestReplay());
        Assert.Equal(0, await letters.ReplayRequestedAsync(spool));

        Assert.Equal(damaged, Directory.GetFiles(At).Select(File.ReadAllText).Single().TrimEnd('\n'));
    }

    [Fact]
    public void Add_OnADiskThatIsFullHalfWay_AddsNothingAndTheNextIsReadable()
    {
        Fill(new DeadLetters(At), 1);
        var before = File.ReadAllText(LettersFile);
        var full = new DeadLetters(At) { OpenFile = path => new FullHalfWay(path, canCut: true) };

        Assert.Throws<IOException>(() => Fill(full, 2));

        Assert.Equal(before, File.ReadAllText(LettersFile));
        Fill(new DeadLetters(At), 2);
        Assert.Equal([1, 2], Sequences(new DeadLetters(At)));
    }

    [Fact]
    public void Add_AfterAHalfLineThatCouldNotBeCut_KeepsBoth()
    {
        Fill(new DeadLetters(At), 1);
        var full = new DeadLetters(At) { OpenFile = path => new FullHalfWay(path, canCut: false) };
        Assert.Throws<IOException>(() => Fill(full, 2));

        var letters = new DeadLetters(At);
        Fill(letters, 2);

        Assert.Equal([1, 2], Sequences(letters));
        Assert.Equal(1, letters.DamagedCount());
    }

    [Fact]
    public void DiscardRequested_AtTheFirstLook_KeepsDamagedLinesApartAndTheOthersInOrder()
    {
        Fill(new DeadLetters(At), 1, 2, 3);
        var damaged = Damage(line: 1);

        var letters = new DeadLetters(At);
        Assert.Equal(0, letters.DiscardRequested());

        Assert.Equal(damaged, File.ReadAllText(Assert.Single(Directory.GetFiles(At, "*.damaged"))));
        Assert.Equal([1, 3], Sequences(letters));
        Assert.Equal(1, letters.DamagedCount());
        Assert.Equal([LettersFile], Directory.GetFiles(At, "*.jsonl"));
    }

    [Fact]
    public void RequestDiscard_OfSome_ListsThemNoMoreAndTheOwnerRemovesThem()
    {
        var owner = new DeadLetters(At);
        Fill(owner, 1, 2, 3);
        var (before, another) = (owner.Bytes, new DeadLetters(At));

        Assert.Equal([2], another.RequestDiscard([2, 9]).Select(kept => kept.Record.Sequence));
        Assert.Equal([1, 3], Sequences(another));
        Assert.Equal(before, owner.Bytes);

        Assert.Equal(1, owner.DiscardRequested());
        Assert.Equal([1, 3], Sequences(owner));
        Assert.True(owner.Bytes < before);
        Assert.Equal(0, owner.DiscardRequested());
    }

    [Fact]
    public void RequestDiscard_OfAll_RemovesWhatWasListedAndNothingThatCameLater()
    {
        var owner = new DeadLetters(At);
        Fill(owner, 1, 2);
        Assert.Equal(2, new DeadLetters(At).RequestDiscard(null).Count);
        Fill(owner, 3);

        Assert.Equal(2, owner.DiscardRequested());

        Assert.Equal([3], Sequences(owner));
        Assert.Single(owner.RequestDiscard(null));
        Assert.Equal(1, owner.DiscardRequested());
        Assert.Empty(Directory.GetFiles(At));
    }

    [Fact]
    public async Task RequestDiscard_BeforeAReplay_IsCarriedOutBeforeIt()
    {
        await using var spool = OpenSpool();
        var owner = new DeadLetters(At);
        Fill(owner, 1, 2);
        owner.RequestDiscard([1]);
        Assert.Equal(1, owner.RequestReplay());

        Assert.Equal(1, owner.DiscardRequested());
        Assert.Equal(1, await owner.ReplayRequestedAsync(spool));

        Assert.Equal("k2", (await spool.ReadAsync(default)).Message.Key);
        Assert.Equal(1, spool.Pending);
    }

    /// <summary>As after a kill between taking the file away and bringing it back.</summary>
    [Fact]
    public void DiscardRequested_AfterACrashWhileSorting_BringsTheLettersBack()
    {
        var owner = new DeadLetters(At);
        Fill(owner, 1);
        File.Move(LettersFile, Path.Combine(At, "sort-000001.jsonl"));
        Fill(owner, 2);
        Assert.Equal([1, 2], Sequences(owner));

        owner.DiscardRequested();

        Assert.Equal([2, 1], Sequences(owner));
        Assert.Equal([LettersFile], Directory.GetFiles(At));
    }

    [Fact]
    public async Task Replay_OfMoreThanTheSpoolTakes_GoesOnWhenThereIsRoomAndTakesNoneTwice()
    {
        var letters = new DeadLetters(At);
        Fill(letters, [.. Enumerable.Range(1, 300).Select(i => (long)i)]);
        letters.RequestReplay();
        var taken = new List<string>();

        await using var spool = OpenSpool(bytesMax: 20_000, segmentBytes: 2_000);
        while (taken.Count < 300)
        {
            var count = await letters.ReplayRequestedAsync(spool);
            Assert.InRange(count, 1, 299);
            for (; count > 0; count--)
            {
                var record = await spool.ReadAsync(default);
                taken.Add(record.Message.Key);
                spool.Acknowledge(record.Sequence);
            }
        }

        Assert.Equal(Enumerable.Range(1, 300).Select(i => $"k{i}"), taken);
        Assert.Empty(Directory.GetFiles(At));
    }

    private static void Fill(DeadLetters letters, params long[] sequences) => Array.ForEach(sequences, sequence => letters.Add(Kept(sequence)));

    private static IEnumerable<long> Sequences(DeadLetters letters) => letters.List().Select(kept => kept.Record.Sequence);

    private void Cut(int bytes)
    {
        using var file = new FileStream(LettersFile, FileMode.Open);
        file.SetLength(file.Length - bytes);
    }

    /// <summary>Flips a bit, so that the line is no JSON any more. Answers what the line is then.</summary>
    private string Damage(int line)
    {
        var lines = File.ReadAllLines(LettersFile);
        lines[line] = (char)(lines[line][0] ^ 1) + lines[line][1..];
        File.WriteAllText(LettersFile, string.Join('\n', lines) + '\n');
        return lines[line];
    }

    private Spool OpenSpool(long bytesMax = 1 << 20, long segmentBytes = 1 << 20) => Spool.Open(
        new SpoolOptions { Directory = Path.Combine(_folder.Path, "spool"), BytesMax = bytesMax, SegmentBytes = segmentBytes },
        TimeProvider.System,
        NullLogger.Instance);

    private static KeptMessage Kept(long sequence) => new(
        new SpoolRecord(sequence, Noon, new SpoolMessage { Key = $"k{sequence}", Topic = "t", Body = Encoding.UTF8.GetBytes($"body {sequence}") }), "ORDER_INVALID", "No.");

    /// <summary>A disk that takes half of each write, and then maybe not even a cut.</summary>
    private sealed class FullHalfWay(string path, bool canCut) : FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0)
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            base.Write(buffer[..(buffer.Length / 2)]);
            throw new IOException("No space left on device");
        }

        public override void SetLength(long value)
        {
            if (!canCut)
            {
                throw new IOException("Input/output error");
            }

            base.SetLength(value);
        }
    }
}
