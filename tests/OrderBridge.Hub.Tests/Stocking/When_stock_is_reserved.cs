using Grpc.Core;
using OrderBridge.Contracts.Stock.V1;

namespace OrderBridge.Hub.Tests.Stocking;

public sealed class When_stock_is_reserved(SharedHub shared) : IClassFixture<SharedHub>
{
    private readonly RunningHub _hub = shared.Hub;

    [Fact]
    public async Task All_lines_are_held_at_once_and_a_repeat_returns_the_same()
    {
        await _hub.CountAsync("one", 10);
        await _hub.CountAsync("two", 10);
        var first = (await ReserveAsync("both", ("one", 4), ("two", 3))).Reservation;
        Assert.Equal(ReservationState.Active, first.State);
        Assert.Equal(first, (await ReserveAsync("both", ("one", 4), ("two", 3))).Reservation);
        Assert.Equal((6, 7), ((await _hub.LevelAsync("one")).Sellable, (await _hub.LevelAsync("two")).Sellable));
    }

    [Fact]
    public async Task The_same_id_with_other_lines_is_refused()
    {
        await _hub.CountAsync("reused", 10);
        await ReserveAsync("reused", ("reused", 4));
        (await Refused.ByAsync(() => ReserveAsync("reused", ("reused", 5)))).Is(StatusCode.InvalidArgument, "RESERVATION_ID_REUSED", "reservation_id");
        Assert.Equal(6, (await _hub.LevelAsync("reused")).Sellable);
    }

    [Fact]
    public async Task Too_little_of_one_holds_nothing_of_any()
    {
        await _hub.CountAsync("much", 10);
        await _hub.CountAsync("little", 1);
        var refused = await Refused.ByAsync(() => ReserveAsync("short", ("much", 4), ("little", 2)));
        Assert.Equal((StatusCode.FailedPrecondition, "OUT_OF_STOCK"), (refused.Code, refused.Reason));
        Assert.Equal(("little", "2", "1"), (refused.Facts["sku_id"], refused.Facts["wanted"], refused.Facts["available"]));
        Assert.Equal((10, 1), ((await _hub.LevelAsync("much")).Sellable, (await _hub.LevelAsync("little")).Sellable));
    }

    [Fact]
    public async Task Filling_takes_what_is_there_and_says_what_is_missing()
    {
        await _hub.CountAsync("fill", 3);
        var answer = await _hub.Stock.ReserveStockAsync(Request("fill", ("fill", 5)).With(r => r.Mode = ReserveMode.Fill));
        Assert.Equal(3, answer.Reservation.Lines.Single().Quantity);
        Assert.Equal((5, 3), (answer.Shortfalls.Single().Wanted, answer.Shortfalls.Single().Available));
        Assert.Equal(0, (await _hub.LevelAsync("fill")).Sellable);
    }

    [Fact]
    public async Task A_question_is_answered_as_the_call_would_be_and_holds_nothing()
    {
        await _hub.CountAsync("asked", 3);
        var much = Request("asked", ("asked", 5)).With(r => r.ValidateOnly = true);
        (await Refused.ByAsync(_hub.Stock.ReserveStockAsync(much))).Is(StatusCode.FailedPrecondition, "OUT_OF_STOCK");
        var filled = await _hub.Stock.ReserveStockAsync(much.Clone().With(r => r.Mode = ReserveMode.Fill));
        Assert.Equal((5, 3, 3), (filled.Shortfalls.Single().Wanted, filled.Shortfalls.Single().Available, filled.Reservation.Lines.Single().Quantity));
        var enough = await _hub.Stock.ReserveStockAsync(Request("asked", ("asked", 2)).With(r => r.ValidateOnly = true));
        Assert.Equal((2, ReservationState.Active, 0), (enough.Reservation.Lines.Single().Quantity, enough.Reservation.State, enough.Shortfalls.Count));

        Assert.Equal(3, (await _hub.LevelAsync("asked")).Sellable);
        (await Refused.ByAsync(_hub.Stock.CommitReservationAsync(new CommitReservationRequest { ReservationId = "asked" }))).Is(StatusCode.NotFound, "RESERVATION_NOT_FOUND");
        Assert.Equal(3, (await ReserveAsync("asked", ("asked", 3))).Reservation.Lines.Single().Quantity);
    }

    [Fact]
    public async Task What_is_held_says_what_can_be_done_with_it()
    {
        await _hub.CountAsync("shown", 3);
        var waiting = (await ReserveAsync("shown", ("shown", 1))).Reservation;
        var committed = (await _hub.Stock.CommitReservationAsync(new CommitReservationRequest { ReservationId = "shown" })).Reservation;

        var rpcs = StockService.Descriptor.Methods.Select(m => m.Name).ToList();
        Assert.Equal(3, waiting.AllowedActions.Count);
        Assert.All(waiting.AllowedActions, a => Assert.True(a.Allowed && rpcs.Contains(a.Action), $"{a}"));
        Assert.Equal(("ExtendReservation", "RESERVATION_ALREADY_COMMITTED"), committed.AllowedActions.Where(a => !a.Allowed).Select(a => (a.Action, a.Reason)).Single());
    }

    [Fact]
    public async Task A_channel_gets_no_more_than_its_quota()
    {
        await _hub.CountAsync("quota", 10);
        var quota = new SetChannelQuotaRequest { WarehouseId = Samples.Warehouse, SkuId = "quota", ChannelId = "red", Quota = 4, RequestId = "q" };
        Assert.Equal((4, 0), ((await _hub.Stock.SetChannelQuotaAsync(quota)).Quota, (await _hub.Stock.SetChannelQuotaAsync(quota)).Used));
        await _hub.Stock.ReserveStockAsync(Request("red-1", ("quota", 3)).With(r => r.ChannelId = "red"));

        var refused = await Refused.ByAsync(_hub.Stock.ReserveStockAsync(Request("red-2", ("quota", 2)).With(r => r.ChannelId = "red")));
        Assert.Equal((StatusCode.FailedPrecondition, "CHANNEL_QUOTA_EXCEEDED"), (refused.Code, refused.Reason));
        await _hub.Stock.ReserveStockAsync(Request("blue-1", ("quota", 7)).With(r => r.ChannelId = "blue"));
        Assert.Equal(0, (await _hub.LevelAsync("quota")).Sellable);
    }

    [Fact]
    public async Task A_crowd_gets_exactly_what_is_there()
    {
        await _hub.CountAsync("crowd", 10);
        var got = await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
        {
            try
            {
                await ReserveAsync($"crowd-{i}", ("crowd", 1));
                return true;
            }
            catch (RpcException e) when (Refused.Of(e).Reason == "OUT_OF_STOCK")
            {
                return false;
            }
        }));
        Assert.Equal(10, got.Count(g => g));
        await _hub.SettleAsync();
    }

    [Fact]
    public async Task Each_wrong_field_is_named()
    {
        (await Refused.ByAsync(() => ReserveAsync(string.Empty, ("a", 1)))).Is(StatusCode.InvalidArgument, "FIELD_REQUIRED", "reservation_id");
        (await Refused.ByAsync(() => ReserveAsync("rsv_mine", ("a", 1)))).Is(StatusCode.InvalidArgument, "INVALID_RESERVATION", "reservation_id");
        (await Refused.ByAsync(() => ReserveAsync("none"))).Is(StatusCode.InvalidArgument, "INVALID_RESERVATION", "lines");
        (await Refused.ByAsync(() => ReserveAsync("odd", ("a", 1), ("b", 0)))).Is(StatusCode.InvalidArgument, "INVALID_RESERVATION", "lines[1].quantity");
        (await Refused.ByAsync(_hub.Stock.ReserveStockAsync(Request("long", ("a", 1)).With(r => r.Ttl = new() { Seconds = 86_401 }))))
            .Is(StatusCode.InvalidArgument, "FIELD_INVALID", "expire_time");
        (await Refused.ByAsync(_hub.Stock.SetChannelQuotaAsync(new SetChannelQuotaRequest { WarehouseId = "W", SkuId = "a", ChannelId = "red" })))
            .Is(StatusCode.InvalidArgument, "FIELD_REQUIRED", "request_id");
        (await Refused.ByAsync(_hub.Stock.ReserveStockAsync(Request("mode", ("a", 1)).With(r => r.Mode = (ReserveMode)99)))).Is(StatusCode.InvalidArgument, "FIELD_INVALID", "mode");
    }

    /// <summary>A channel may be called as it likes: its quota is its own.</summary>
    [Fact]
    public async Task Without_a_channel_no_quota_limits_it()
    {
        await _hub.CountAsync("free", 10);
        var quota = new SetChannelQuotaRequest { WarehouseId = Samples.Warehouse, SkuId = "free", ChannelId = "none", Quota = 1, RequestId = "quota-none" };
        await _hub.Stock.SetChannelQuotaAsync(quota);

        Assert.Equal(string.Empty, (await ReserveAsync("unnamed", ("free", 5))).Reservation.ChannelId);
        var named = Request("named", ("free", 2)).With(r => r.ChannelId = "none");
        (await Refused.ByAsync(_hub.Stock.ReserveStockAsync(named))).Is(StatusCode.FailedPrecondition, "CHANNEL_QUOTA_EXCEEDED");
        (await Refused.ByAsync(_hub.Stock.ReserveStockAsync(named.With(r => r.ChannelId = "*")))).Is(StatusCode.InvalidArgument, "FIELD_INVALID", "channel_id");
        (await Refused.ByAsync(_hub.Stock.SetChannelQuotaAsync(quota.With(q => (q.ChannelId, q.RequestId) = ("*", "quota-star"))))).Is(StatusCode.InvalidArgument, "INVALID_ADJUSTMENT", "channel_id");
    }

    private static ReserveStockRequest Request(string id, params (string Sku, long Pieces)[] lines) => new()
    {
        ReservationId = id, OwnerId = $"owner-{id}",
        Lines = { lines.Select(l => new StockLine { WarehouseId = Samples.Warehouse, SkuId = l.Sku, Quantity = l.Pieces }) },
    };

    private async Task<ReserveStockResponse> ReserveAsync(string id, params (string Sku, long Pieces)[] lines) => await _hub.Stock.ReserveStockAsync(Request(id, lines));
}
