using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Dispatching;
using OrderBridge.Fulfilment.Reporting;
using OrderBridge.Fulfilment.Tracking;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Timing;

namespace OrderBridge.Tests.Fulfilment;

public sealed class CommandTests
{
    private readonly MemoryBook _book = new();
    private readonly FulfilmentCommands _fulfilments;
    private readonly ShipmentCommands _shipments;

    public CommandTests()
    {
        _fulfilments = new FulfilmentCommands(new UnitOfWork(_book), _book, new Clock());
        _shipments = new ShipmentCommands(new UnitOfWork(_book), _book, new Clock());
    }

    private static CommandCall Call => new("warehouse:wh-1");

    [Fact]
    public async Task Report_OfParcels_MakesTheirShipmentsInTheSameCommit()
    {
        var id = await DispatchedAsync();

        var outcome = await _fulfilments.ReportProgressAsync(Call, id, Work.Ships(FulfilmentState.Shipped, 1, "P1", 5).Report, default);

        Assert.Equal(FulfilmentState.Shipped, outcome.Value!.State);
        Assert.Equal(["shipment", "fulfilment_order"], _book.Commits[^1].Changes.Select(c => c.Kind));
        var shipment = await _book.FindAsync<Shipment>(Shipment.IdOf("sf", "TP1"), default);
        Assert.Equal((id, 900), (shipment!.FulfilmentId, shipment.WeightGrams));
    }

    [Fact]
    public async Task Report_TwoPackagesUnderOneTrackingNumber_AreOneShipment()
    {
        var id = await DispatchedAsync();
        var packages = Work.Ships(FulfilmentState.Shipped, 1, "P1", 2).Report.Packages;
        var report = Work.Says(FulfilmentState.Shipped, 1).Report with { Packages = [packages[0], packages[0] with { PackageId = "P2" }] };

        await _fulfilments.ReportProgressAsync(Call, id, report, default);

        Assert.Equal(2, (await _book.FindAsync<Shipment>(Shipment.IdOf("sf", "TP1"), default))!.Links.Length);
    }

    [Fact]
    public async Task Report_Refused_IsQuarantinedWithItsBytesAndDoesNotUseUpTheRequestId()
    {
        var id = await DispatchedAsync();
        var call = Call with { Mark = new RequestMark("Report/1", "h"), Raw = new RawPayload("hash", "wh-1", "text/xml", new byte[] { 1 }) };

        var outcome = await _fulfilments.ReportProgressAsync(call, id, Work.Ships(FulfilmentState.Shipped, 1, "P1", 6).Report, default);

        Assert.Equal(FulfilmentReasons.ShippedMoreThanOrdered, outcome.Refusal!.Reason);
        var kept = _book.Commits[^1];
        Assert.Equal((FulfilmentReasons.ShippedMoreThanOrdered, "hash"), (kept.Quarantine!.Reason, kept.Quarantine.RawHash));
        Assert.Equal(("hash", null), (kept.Raw!.Hash, kept.Request));
        Assert.Empty(kept.Changes);
    }

    [Fact]
    public async Task Resume_RepeatedByACallerWithoutAnAnswer_IsNotRefused()
    {
        var id = await DispatchedAsync();
        await _fulfilments.HoldAsync(Call, id, "ADDRESS", default);
        var resume = Call with { RequestId = "resume-1" };
        await _fulfilments.ResumeAsync(resume, id, default);

        Assert.Null((await _fulfilments.ResumeAsync(resume, id, default)).Refusal);
        Assert.Equal(FulfilmentReasons.NotOnHold, (await _fulfilments.ResumeAsync(Call with { RequestId = "resume-2" }, id, default)).Refusal!.Reason);
    }

    [Fact]
    public async Task Command_OnAnUnknownId_IsNotFound() => Assert.Equal(
        FulfilmentReasons.FulfilmentNotFound, (await _fulfilments.DispatchAsync(Call, "ful_x-1", default)).Refusal!.Reason);

    [Fact]
    public async Task Command_WithAnOldEtag_IsAborted()
    {
        var id = await DispatchedAsync();

        var outcome = await _fulfilments.HoldAsync(Call with { ExpectedVersion = 1 }, id, "ADDRESS", default);

        Assert.Equal(FulfilmentReasons.EtagMismatch, outcome.Refusal!.Reason);
    }

    [Fact]
    public async Task Create_Repeated_WritesNothing()
    {
        await DispatchedAsync();
        var commits = _book.Commits.Count;

        var again = await _fulfilments.CreateAsync(Call, Work.Creation(5), default);
        var other = await _fulfilments.CreateAsync(Call, Work.Creation(6), default);

        Assert.Equal((FulfilmentState.Dispatched, commits), (again.Value!.State, _book.Commits.Count));
        Assert.Equal(FulfilmentReasons.FulfilmentExists, other.Refusal!.Reason);
    }

    [Fact]
    public async Task Timer_Due_SendsTheTaskAgain()
    {
        var id = await DispatchedAsync();
        var timer = new DueTimer(FulfilmentOrder.Kind, id, FulfilmentTimers.Acknowledge, Work.Noon.AddMinutes(5));

        Assert.Equal(2, (await _fulfilments.OnTimerAsync(timer, default)).Value!.Attempt);
        Assert.Equal(2, (await _fulfilments.OnTimerAsync(timer, default)).Value!.Attempt);
    }

    [Fact]
    public async Task Tracking_OfManyParcels_RefusesOnlyWhatIsWrong()
    {
        var scan = new TrackingEntry("k1", "1", TrackingStatus.PickedUp, "", DeliveryMode.Unspecified, "", "", Work.Minute(1), "kuaidi100");

        var outcomes = await _shipments.RecordTrackingAsync(
            Call, [new RecordTracking("sf", "A", [scan]), new RecordTracking("sf", " ", [scan]), new RecordTracking("SF", "a", [scan])], default);

        Assert.Equal([ShipmentState.PickedUp, null, ShipmentState.PickedUp], outcomes.Select(o => o.Value?.State));
        Assert.Equal(FulfilmentReasons.TrackingNumberInvalid, outcomes[1].Refusal!.Reason);
        Assert.Single(_book.Commits[^1].Changes);
    }

    private async Task<string> DispatchedAsync()
    {
        var creation = Work.Creation(5);
        var commit = new Commit(Call.At(Work.Noon));
        await _fulfilments.PrepareCreateAsync(commit, creation, default);
        await _fulfilments.PrepareAsync(commit, creation.FulfilmentId, new DispatchFulfilment(), default);
        await _book.CommitAsync(commit, default);
        return creation.FulfilmentId;
    }

    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Work.Evening;
    }

    /// <summary>Keeps the last state of each aggregate and every commit.</summary>
    private sealed class MemoryBook : IJournal, IAggregates
    {
        private readonly Dictionary<string, IAggregate> _states = [];

        public List<Commit> Commits { get; } = [];

        public async ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
        {
            Assert.All(commit.Changes, c => Assert.Equal(c.ExpectedVersion, _states.GetValueOrDefault(c.AggregateId)?.Version ?? 0));
            commit.Changes.ForEach(c => _states[c.AggregateId] = c.After);
            Commits.Add(commit);
            await commit.SettleAsync(committed: true);
            return new CommitResult(CommitOutcome.Committed, Commits.Count, Work.Evening);
        }

        public ValueTask<T?> FindAsync<T>(string id, CancellationToken cancellationToken)
            where T : class, IAggregate<T> =>
            new(_states.GetValueOrDefault(id) as T);

        public ValueTask<T?> FindAsOfAsync<T>(string id, DateTimeOffset asOfTime, CancellationToken cancellationToken)
            where T : class, IAggregate<T> =>
            throw new NotSupportedException();

        public ValueTask<IReadOnlyList<JournalRecord>> ReadAsync(long afterPosition, int limit, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<IReadOnlyList<JournalRecord>> ReadAggregateAsync(string aggregateId, long afterVersion, CancellationToken cancellationToken) =>
            new([.. Commits.SelectMany(c => c.Changes.Where(change => change.AggregateId == aggregateId).Select(change => new JournalRecord(
                0, change.Kind, aggregateId, change.After.Version, "", default, c.Context.Actor, c.Context.CauseId, c.Context.RequestId, "",
                c.Context.OccurredTime, c.Context.OccurredTime, default)))]);

        public ValueTask<long> HeadAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask WaitAsync(long afterPosition, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<long> CursorAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
