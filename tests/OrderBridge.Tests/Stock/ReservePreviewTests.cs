using OrderBridge.Stock;
using OrderBridge.Stock.Adjusting;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Stock.Ports;
using OrderBridge.Stock.Reserving;
using OrderBridge.Testing.Stock;

namespace OrderBridge.Tests.Stock;

/// <summary>A preview answers as the call after it does, and leaves no trace.</summary>
public sealed class ReservePreviewTests
{
    private static readonly StockKey Tea = new("wh", "tea");
    private static readonly StockKey Cup = new("wh", "cup");

    public static TheoryData<string> Cases => [.. Commands.Keys];

    private static Dictionary<string, ReserveStock> Commands { get; } = new()
    {
        ["all is there"] = Reserve("new", (Tea, 4), (Cup, 2)),
        ["too little of one"] = Reserve("new", (Tea, 4), (Cup, 6)),
        ["equal keys are summed"] = Reserve("new", (Cup, 3), (Cup, 3)),
        ["filled"] = Reserve("new", (Tea, 4), (Cup, 6)) with { Mode = ReserveMode.FillWhatYouCan },
        ["nothing to fill with"] = Reserve("new", (new StockKey("wh", "none"), 1)) with { Mode = ReserveMode.FillWhatYouCan },
        ["beyond the quota"] = Reserve("new", (Tea, 4)) with { ChannelId = "small" },
        ["filled up to the quota"] = Reserve("new", (Tea, 4)) with { ChannelId = "small", Mode = ReserveMode.FillWhatYouCan },
        ["a repeat"] = Reserve("old", (Tea, 1)),
        ["a reused id"] = Reserve("old", (Tea, 2)),
        ["a wrong field"] = Reserve("new", (Tea, 0)),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task It_answers_as_the_call_does_and_keeps_nothing(string what)
    {
        var command = Commands[what];
        var desk = await DeskAsync();
        var (ledger, version) = (await desk.LedgerLevelAsync(Tea), await VersionAsync(desk, command.ReservationId));

        var told = await desk.Commands.PreviewReserveStockAsync(command, desk.Call(), default);

        Assert.Equal((ledger, version), (await desk.LedgerLevelAsync(Tea), await VersionAsync(desk, command.ReservationId)));
        var done = await desk.Commands.ReserveStockAsync(command, desk.Call(), default);
        Assert.True(done.Refusal?.Message == told.Refusal?.Message, $"{what}: told {told.Refusal?.Message}, done {done.Refusal?.Message}");
        Assert.Equal(done.Refusal?.Violations.Select(v => v.Field) ?? [], told.Refusal?.Violations.Select(v => v.Field) ?? []);
        Assert.Equal(Shown(done.Value), Shown(told.Value));
    }

    [Fact]
    public async Task While_the_ledger_is_not_ready_it_is_told_so()
    {
        var desk = new StockDesk();

        var told = await desk.Commands.PreviewReserveStockAsync(Reserve("new", (Tea, 1)), desk.Call(), default);

        Assert.Equal(StockReasons.LedgerNotReady, told.Refusal!.Reason);
        Assert.NotNull(told.Refusal.RetryAfter);
    }

    private static ReserveStock Reserve(string id, params (StockKey Key, long Pieces)[] lines) =>
        new(id, "cart", "shop", [.. lines.Select(l => new StockLine(l.Key, l.Pieces))], ReserveMode.AllOrNothing, null);

    private static async Task<StockDesk> DeskAsync()
    {
        var desk = await StockDesk.OpenAsync(pieces: [(Tea, 10), (Cup, 5)]);
        Assert.Null((await desk.Commands.SetChannelQuotaAsync(new SetChannelQuota(Tea, "small", 3), desk.Call(), default)).Refusal);
        Assert.Null((await desk.Commands.ReserveStockAsync(Reserve("old", (Tea, 1)), desk.Call(), default)).Refusal);
        return desk;
    }

    private static async Task<long> VersionAsync(StockDesk desk, string id) => (await desk.Books.FindAsync<Reservation>(id, default))?.Version ?? 0;

    private static string Shown(Reservation? r) => r is null ? "none" : $"{r.Id} {r.State} {r.OwnerId} {r.ChannelId} {string.Join(", ", r.Held)} {string.Join(", ", r.Shortfalls)}";
}
