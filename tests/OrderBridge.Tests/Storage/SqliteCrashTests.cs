using System.Collections.Concurrent;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage;
using OrderBridge.Testing.Stock;
using OrderBridge.Testing.Storage;
using static OrderBridge.Testing.Storage.StoreScene;

namespace OrderBridge.Tests.Storage;

public sealed class SqliteCrashTests : IDisposable
{
    /// <summary>So that what never comes fails the test instead of stopping the run.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly SqliteFile _file = new();
    private readonly HandClock _time = new(Noon);

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Reopen_AfterACopyInTheMiddleOfLoad_HasEverythingThatWasAnswered()
    {
        var answered = new ConcurrentDictionary<string, long>();
        Dictionary<string, long> known;
        SqliteFile copy;
        await using (var storage = _file.Open(_time))
        {
            using var stop = new CancellationTokenSource();
            var load = Task.WhenAll(Enumerable.Range(0, 8).Select(w => Task.Run(async () =>
            {
                for (var i = 0; !stop.IsCancellationRequested; i++)
                {
                    var id = $"tally-{w}-{i % 20}";
                    answered[id] = (await storage.AppendAsync(id, new TallyAdded(1), new TallyTimed("t", Noon.AddMinutes(i)))).Version;
                }
            })));
            await storage.Journal.WaitAsync(500, default).AsTask().WaitAsync(Patience);
            known = new Dictionary<string, long>(answered);
            copy = _file.Copy();
            await stop.CancelAsync();
            await load;
        }

        using (copy)
        {
            await using var revived = copy.Open(_time);
            Assert.NotEmpty(known);
            foreach (var (id, version) in known)
            {
                Assert.True((await revived.Aggregates.FindAsync<Tally>(id, default))!.Version >= version);
            }

            var records = await revived.Journal.AllRecordsAsync();
            Assert.All(records.GroupBy(r => r.AggregateId), g => Assert.Equal(Enumerable.Range(1, g.Count()), g.Select(r => (int)r.AggregateVersion)));
            await revived.AppendAsync("tally-after", new TallyAdded(1));
            Assert.Equal(records[^1].Position + 1, await revived.Journal.HeadAsync(default));
        }
    }

    [Fact]
    public async Task Dispose_WithCommitsWaiting_WritesThemFirst()
    {
        var storage = _file.Open(_time);
        var commits = Enumerable.Range(0, 500).Select(i => storage.AddAsync(Tally.Unborn($"tally-{i}"), new TallyAdded(i)).AsTask()).ToList();
        await storage.DisposeAsync();

        Assert.All(await Task.WhenAll(commits), r => Assert.True(r.IsCommitted));
        await using var again = _file.Open(_time);
        Assert.Equal(500, (await again.Journal.AllRecordsAsync()).Count);
    }

    [Fact]
    public async Task Commit_AfterDispose_IsUnavailableAndSettled()
    {
        var storage = _file.Open(_time);
        await storage.DisposeAsync();
        var failed = false;
        var commit = NewCommit();
        commit.Append(Tally.Unborn("tally-1"), new TallyAdded(1));
        commit.OnFailed(() =>
        {
            failed = true;
            return ValueTask.CompletedTask;
        });

        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await storage.Journal.CommitAsync(commit, default));
        Assert.True(failed);
    }

    [Fact]
    public async Task Open_Twice_IsRefusedWithTheHoldersName()
    {
        await using var storage = _file.Open(_time);

        var refusal = Assert.Throws<StorageUnavailableException>(() => _file.Open(_time));

        Assert.Contains($"process {Environment.ProcessId}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commit_ThatBreaksTheWriter_LeavesItsNeighboursAlone()
    {
        await using var storage = _file.Open(_time);
        using var gate = new ManualResetEventSlim();
        var holding = HoldWriterAsync(storage, gate);
        var broken = NewCommit();
        broken.Changes.Add(new AggregateChange("tally", Tally.Unborn(null!), Tally.Unborn(null!), [new TallyAdded(1)]));
        var failing = storage.Journal.CommitAsync(broken, default).AsTask();
        var good = Enumerable.Range(0, 5).Select(i => storage.AddAsync(Tally.Unborn($"tally-{i}"), new TallyAdded(i)).AsTask()).ToList();
        gate.Set();

        await holding;
        await Assert.ThrowsAsync<CommitFailedException>(() => failing);
        Assert.All(await Task.WhenAll(good), r => Assert.True(r.IsCommitted));
        Assert.Equal(6, (await storage.Journal.AllRecordsAsync()).Count);
    }

    [Fact]
    public async Task Commit_QueueFull_IsOverloadedAndSettled()
    {
        await using var storage = _file.Open(_time, new StorageOptions { QueueCapacity = 2 });
        using var gate = new ManualResetEventSlim();
        var holding = HoldWriterAsync(storage, gate);
        var results = Enumerable.Range(0, 5).Select(i => storage.AddAsync(Tally.Unborn($"tally-{i}"), new TallyAdded(i)).AsTask()).ToList();
        gate.Set();

        await holding;
        var outcomes = (await Task.WhenAll(results)).Select(r => r.Outcome).ToList();
        Assert.Equal(2, outcomes.Count(o => o is CommitOutcome.Committed));
        Assert.Equal(3, outcomes.Count(o => o is CommitOutcome.Overloaded));
    }

    /// <summary>Stops the writer inside a commit of its own until the gate opens; returns when it stands there.</summary>
    private static Task HoldWriterAsync(IStorage storage, ManualResetEventSlim gate)
    {
        using var reached = new ManualResetEventSlim();
        var commit = NewCommit();
        commit.Append(Tally.Unborn("tally-holding"), new TallyAdded(1));
        commit.OnCommitted(() =>
        {
            reached.Set();
            gate.Wait();
        });
        var holding = storage.Journal.CommitAsync(commit, default).AsTask();
        Assert.True(reached.Wait(Patience));
        return holding;
    }
}
