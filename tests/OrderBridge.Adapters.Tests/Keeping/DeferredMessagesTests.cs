using Microsoft.Extensions.Logging.Abstractions;
using OrderBridge.AdapterSdk.Keeping;
using OrderBridge.AdapterSdk.Spooling;

namespace OrderBridge.Adapters.Tests.Keeping;

public sealed class DeferredMessagesTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();

    private string At => Path.Combine(_folder.Path, "deferred");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TakeDue_SomeAreDue_TakesThoseAndKeepsTheOthersThroughARestart()
    {
        await using var spool = OpenSpool();
        var deferred = new DeferredMessages(At);
        deferred.Add(Kept(2, "later"), Noon.AddHours(1));
        deferred.Add(Kept(1, "soon"), Noon);

        Assert.Equal(1, await deferred.TakeDueAsync(spool, Noon));

        Assert.Equal("soon", (await spool.ReadAsync(default)).Message.Key);
        var reopened = new DeferredMessages(At);
        Assert.Equal((1, "later", Noon.AddHours(1)), (reopened.Count, Assert.Single(reopened.List()).Kept.Record.Message.Key, reopened.List()[0].DueTime));
        Assert.Equal(0, await reopened.TakeDueAsync(spool, Noon.AddMinutes(59)));
        Assert.Equal(1, await reopened.TakeDueAsync(spool, Noon.AddHours(1)));
        Assert.Equal((0, 0L), (reopened.Count, reopened.Bytes));
    }

    [Fact]
    public async Task TakeDue_ReleasedByAnotherProcess_TakesAllOnce()
    {
        await using var spool = OpenSpool();
        var deferred = new DeferredMessages(At);
        deferred.Add(Kept(1, "a"), Noon.AddHours(1));
        deferred.Add(Kept(2, "b"), Noon.AddHours(2));

        Assert.Equal(2, new DeferredMessages(At).RequestRelease());
        Assert.Equal(2, await deferred.TakeDueAsync(spool, Noon));

        deferred.Add(Kept(3, "c"), Noon.AddHours(1));
        Assert.Equal(0, await deferred.TakeDueAsync(spool, Noon));
    }

    [Fact]
    public async Task TakeDue_OfAFileThatCannotBeRead_KeepsItAndSaysThatNothingWentBack()
    {
        await using var spool = OpenSpool();
        var deferred = new DeferredMessages(At);
        deferred.Add(Kept(1, "a"), Noon);
        var path = Assert.Single(Directory.GetFiles(At));
        var damaged = "z" + File.ReadAllText(path)[1..];
        File.WriteAllText(path, damaged);

        Assert.Equal(0, new DeferredMessages(At).RequestRelease());
        Assert.Equal(0, await deferred.TakeDueAsync(spool, Noon));

        Assert.Equal(damaged.TrimEnd('\n'), File.ReadAllText(Assert.Single(Directory.GetFiles(At, "*.damaged"))));
        Assert.Equal((0, 0L), (deferred.Count, spool.Pending));
    }

    [Fact]
    public async Task TakeDue_TheSpoolTakesNothing_KeepsTheFile()
    {
        var closed = OpenSpool();
        await closed.DisposeAsync();
        var deferred = new DeferredMessages(At);
        deferred.Add(Kept(1, "a"), Noon);

        await Assert.ThrowsAsync<IOException>(() => deferred.TakeDueAsync(closed, Noon));

        Assert.Equal(1, new DeferredMessages(At).Count);
    }

    [Fact]
    public async Task TakeDue_TheSpoolIsFullOfThem_TakesThemBack()
    {
        await using var full = Spool.Open(new SpoolOptions { Directory = Path.Combine(_folder.Path, "full"), BytesMax = 1 }, TimeProvider.System, NullLogger.Instance);
        var deferred = new DeferredMessages(At);
        deferred.Add(Kept(1, "a"), Noon);

        Assert.Equal(1, await deferred.TakeDueAsync(full, Noon));

        Assert.Equal((1L, 0), (full.Pending, deferred.Count));
    }

    [Fact]
    public void Again_CountsAndRemembersTheFirstRefusal()
    {
        var once = Kept(1, "a").Record.Message.Again(Noon);
        var twice = once.Again(once.RefusedSince);

        Assert.Equal((0, 1, 2), (Kept(1, "a").Record.Message.Attempt, once.Attempt, twice.Attempt));
        Assert.Equal(Noon, twice.RefusedSince);
        Assert.Null(twice.Again(null).RefusedSince);
    }

    private Spool OpenSpool() => Spool.Open(new SpoolOptions { Directory = Path.Combine(_folder.Path, "spool") }, TimeProvider.System, NullLogger.Instance);

    private static KeptMessage Kept(long sequence, string key) =>
        new(new SpoolRecord(sequence, Noon, new SpoolMessage { Key = key, Topic = "t", Body = new byte[] { 1, 2 } }), "OUT_OF_STOCK", "No stock.");
}
