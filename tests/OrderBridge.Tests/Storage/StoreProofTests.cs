using OrderBridge.Stock.Counting;
using OrderBridge.Storage.Proving;
using OrderBridge.Storage.Sqlite;
using OrderBridge.Testing.Stock;
using OrderBridge.Testing.Storage;
using static OrderBridge.Testing.Storage.StoreScene;

namespace OrderBridge.Tests.Storage;

/// <summary>A proof that cannot fail proves nothing: each kind of damage must show under its own name.</summary>
public sealed class StoreProofTests : IDisposable
{
    private const string UnlockJournal = "DROP TRIGGER journal_keeps_rows; DROP TRIGGER journal_loses_nothing;";

    private static readonly StockKey Shirt = new("wh-1", "shirt");

    private readonly SqliteFile _file = new();
    private readonly HandClock _time = new(Noon);

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Prove_WholeStore_IsOkAndCounts()
    {
        await using var storage = await FilledAsync();

        var report = await storage.ProveAsync(new SeenCheck());

        report.AssertOk();
        Assert.Equal(6, report.Figure("events"));
        Assert.Equal(6, report.Figure("seen"));
        Assert.Equal(0, report.Figure("units_oversold"));
        Assert.True(report.Figures.ContainsKey("units_oversold"));
        Assert.Equal(6, report.HeadPosition);
    }

    [Theory]
    [InlineData("UPDATE stock_levels SET reserved = reserved + 1", "stock counters are the sum of their movements")]
    [InlineData("UPDATE stock_movements SET reserved_delta = 9 WHERE kind = 1", "stock counters are the sum of their movements")]
    [InlineData("DELETE FROM stock_movements WHERE kind = 1", "stock counters are the sum of their movements")]
    [InlineData("UPDATE stock_levels SET reserved = 0", "reserved pieces are those of open reservations")]
    [InlineData("UPDATE stock_quotas SET used = used - 1", "channel quotas are what the journal says")]
    [InlineData("DELETE FROM timers WHERE kind = 'review'", "timers are those of the states")]
    [InlineData("INSERT INTO timers VALUES (1, 'nobody', 'k', 'tally')", "timers are those of the states")]
    [InlineData("DELETE FROM stock_reservations", "list rows are those of the states")]
    [InlineData("UPDATE stock_reservations SET channel_id = 'other'", "list rows are those of the states")]
    [InlineData(UnlockJournal + "UPDATE journal SET actor = 'somebody:else' WHERE position = 2", "the hash chain of every aggregate is whole")]
    [InlineData(UnlockJournal + "UPDATE journal SET payload = replace(payload, '100', '999') WHERE position = 1", "the hash chain of every aggregate is whole")]
    [InlineData(UnlockJournal + "DELETE FROM journal WHERE aggregate_id = 'tally-1' AND aggregate_version = 1", "the hash chain of every aggregate is whole")]
    [InlineData(UnlockJournal + "UPDATE journal SET event_type = 'Nonsense' WHERE position = 1", "every event fits the state before it")]
    [InlineData(UnlockJournal + "UPDATE journal SET payload = replace(payload, '\"OnHandDelta\":100', '\"OnHandDelta\":3') WHERE position = 1", "no unit was ever oversold")]
    public async Task Prove_DamagedStore_NamesTheDamage(string damage, string check)
    {
        await using var storage = await FilledAsync();
        _file.Execute(damage);

        var report = await storage.ProveAsync();

        Assert.Contains(check, report.Results.Where(r => !r.IsOk).Select(r => r.Name));
        Assert.NotEmpty(report.Results.First(r => r.Name == check).FirstFindings);
    }

    [Fact]
    public async Task Prove_Oversold_CountsTheUnits()
    {
        await using var storage = await FilledAsync();
        _file.Execute(UnlockJournal + "UPDATE journal SET payload = replace(payload, '\"OnHandDelta\":100', '\"OnHandDelta\":3') WHERE position = 1");

        Assert.Equal(2, (await storage.ProveAsync()).Figure("units_oversold")); // Five were promised of three.
    }

    [Fact]
    public async Task Prove_BesideARunningHub_SeesOneMoment()
    {
        await using var storage = await FilledAsync();
        await using var snapshot = SqliteStorage.OpenSnapshot(_file.FilePath);
        await storage.ReserveAsync("rsv-later", new StockLine(Shirt, 1));

        var report = await new StoreProof(new JsonEventCodec(), OrderBridge.Storage.Rows.AggregateKinds.Standard.With<Tally>(), _time).RunAsync(snapshot, [], default);

        report.AssertOk();
        Assert.Equal(6, report.Figure("events"));
    }

    private async Task<SqliteStorage> FilledAsync()
    {
        var storage = _file.Open(_time);
        await storage.AdjustAsync(Shirt, 100);
        await storage.SetQuotaAsync(Shirt, "channel-1", 50);
        await storage.ReserveAsync("rsv-1", new StockLine(Shirt, 5));
        await storage.AppendAsync("tally-1", new TallyAdded(1), new TallyAdded(2), new TallyTimed("review", Noon.AddHours(1)));
        return storage;
    }

    private sealed class SeenCheck : IProofCheck
    {
        public string Name => "records are seen in order";

        public void See(ProvenEvent proven, Findings findings)
        {
            findings.Look();
            findings.Figure("seen", 1);
            if (proven.After.Version != proven.Record.AggregateVersion || (proven.Before?.Version ?? 0) != proven.Record.AggregateVersion - 1)
            {
                findings.Add($"{proven.Record.EventId} has wrong states.");
            }
        }

        public ValueTask FinishAsync(ProofEnd end, Findings findings, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
