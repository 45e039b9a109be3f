using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using OrderBridge.Contracts.Events.V1;
using OrderBridge.Contracts.Stock.V1;

namespace OrderBridge.Hub.Tests.Stocking;

/// <summary>By commit, release or the clock, which the test moves.</summary>
public sealed class When_a_reservation_ends : IAsyncLifetime
{
    private readonly HubClock _clock = new();
    private RunningHub _hub = null!;

    public async Task InitializeAsync()
    {
        _hub = await RunningHub.StartAsync(_clock);
        await _hub.CountAsync("a", 10);
    }

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public async Task Its_time_runs_out_and_the_pieces_are_free()
    {
        await ReserveAsync("lapses", 4, TimeSpan.FromMinutes(10));
        await ReserveAsync("stays", 3, TimeSpan.FromMinutes(20));

        await PassAsync("lapses", TimeSpan.FromMinutes(11));

        Assert.Equal(3, (await _hub.LevelAsync("a")).Reserved);
        (await Refused.ByAsync(CommitAsync("lapses"))).Is(StatusCode.FailedPrecondition, "RESERVATION_EXPIRED");
        Assert.Equal(ReservationState.Expired, (await ReleaseAsync("lapses")).State);
        await _hub.SettleAsync();
    }

    [Fact]
    public async Task Extended_it_lasts_as_long_as_it_was_extended()
    {
        var reserved = await ReserveAsync("extended", 4, TimeSpan.FromMinutes(10));
        await ReserveAsync("witness", 1, TimeSpan.FromMinutes(15));
        var until = Timestamp.FromDateTime(reserved.ExpireTime.ToDateTime().AddMinutes(20));
        Assert.Equal(until, (await ExtendAsync("extended", until)).ExpireTime);

        await PassAsync("witness", TimeSpan.FromMinutes(16));
        Assert.Equal(4, (await _hub.LevelAsync("a")).Reserved);
        await PassAsync("extended", TimeSpan.FromMinutes(15));
        Assert.Equal(0, (await _hub.LevelAsync("a")).Reserved);
        (await Refused.ByAsync(() => ExtendAsync("extended", until))).Is(StatusCode.FailedPrecondition, "RESERVATION_EXPIRED");
    }

    [Fact]
    public async Task It_cannot_be_extended_beyond_a_day_from_its_making()
    {
        var reserved = await ReserveAsync("long", 1, TimeSpan.FromMinutes(10));
        var refused = await Refused.ByAsync(() => ExtendAsync("long", Timestamp.FromDateTime(reserved.CreateTime.ToDateTime().AddHours(24).AddSeconds(1))));
        Assert.Equal((StatusCode.InvalidArgument, "RESERVATION_EXTENSION_TOO_LONG"), (refused.Code, refused.Reason));
        Assert.True(refused.Facts.ContainsKey("expire_time_max"));
        Assert.Equal("expire_time", Assert.Single(refused.Fields));
    }

    [Fact]
    public async Task Committed_it_has_no_clock_and_a_repeat_changes_nothing()
    {
        await ReserveAsync("committed", 4, TimeSpan.FromMinutes(10));
        await ReserveAsync("witness", 1, TimeSpan.FromMinutes(10));
        var committed = (await CommitAsync("committed")).Reservation;
        Assert.Equal((ReservationState.Committed, null), (committed.State, committed.ExpireTime));
        Assert.Equal(committed, (await CommitAsync("committed")).Reservation);

        await PassAsync("witness", TimeSpan.FromDays(2));

        Assert.Equal(4, (await _hub.LevelAsync("a")).Reserved);
        (await Refused.ByAsync(() => ExtendAsync("committed", Timestamp.FromDateTimeOffset(_clock.GetUtcNow().AddMinutes(1)))))
            .Is(StatusCode.FailedPrecondition, "RESERVATION_ALREADY_COMMITTED");
    }

    [Fact]
    public async Task Released_in_part_it_keeps_the_rest_and_knows_the_repeat()
    {
        await ReserveAsync("released", 5, TimeSpan.FromMinutes(10));
        Assert.Equal(3, (await ReleaseAsync("released", 2, "r-1")).Lines.Single().Quantity);
        Assert.Equal(3, (await ReleaseAsync("released", 2, "r-1")).Lines.Single().Quantity);
        Assert.Equal(7, (await _hub.LevelAsync("a")).Sellable);

        var refused = await Refused.ByAsync(() => ReleaseAsync("released", 4, "r-2"));
        Assert.Equal((StatusCode.InvalidArgument, "QUANTITY_EXCEEDS_HELD", "3"), (refused.Code, refused.Reason, refused.Facts["held"]));
        Assert.Equal("lines", Assert.Single(refused.Fields));
        Assert.Equal(ReservationState.Released, (await ReleaseAsync("released")).State);
        Assert.Equal(ReservationState.Released, (await ReleaseAsync("released")).State);
        (await Refused.ByAsync(CommitAsync("released"))).Is(StatusCode.FailedPrecondition, "RESERVATION_RELEASED");
        Assert.Equal(10, (await _hub.LevelAsync("a")).Sellable);
    }

    [Fact]
    public async Task What_was_never_made_is_not_found()
    {
        (await Refused.ByAsync(CommitAsync("unknown"))).Is(StatusCode.NotFound, "RESERVATION_NOT_FOUND");
        (await Refused.ByAsync(() => ReleaseAsync("unknown"))).Is(StatusCode.NotFound, "RESERVATION_NOT_FOUND");
        (await Refused.ByAsync(() => ExtendAsync("unknown", Timestamp.FromDateTimeOffset(_clock.GetUtcNow().AddMinutes(1))))).Is(StatusCode.NotFound, "RESERVATION_NOT_FOUND");
        (await Refused.ByAsync(() => ExtendAsync("unknown", null))).Is(StatusCode.InvalidArgument, "FIELD_REQUIRED", "expire_time");
        (await Refused.ByAsync(CommitAsync(string.Empty))).Is(StatusCode.InvalidArgument, "FIELD_REQUIRED", "reservation_id");
    }

    [Fact]
    public async Task A_time_that_has_passed_extends_nothing()
    {
        await ReserveAsync("past", 1, TimeSpan.FromMinutes(10));
        (await Refused.ByAsync(() => ExtendAsync("past", Timestamp.FromDateTimeOffset(_clock.GetUtcNow())))).Is(StatusCode.InvalidArgument, "FIELD_INVALID", "expire_time");
    }

    /// <summary>Moves the clock and waits until the hub has seen that this reservation's time is over.</summary>
    private async Task PassAsync(string reservationId, TimeSpan by)
    {
        _clock.Advance(by);
        using var events = _hub.Events.StreamEvents(new StreamEventsRequest { EventTypes = { "stock.reservation_expired" }, AggregateId = reservationId });
        await events.ResponseStream.NextAsync(e => e.Event is not null);
    }

    private async Task<Reservation> ReserveAsync(string id, long pieces, TimeSpan length) => (await _hub.Stock.ReserveStockAsync(new ReserveStockRequest
    {
        ReservationId = id, Ttl = Duration.FromTimeSpan(length), Lines = { new StockLine { WarehouseId = Samples.Warehouse, SkuId = "a", Quantity = pieces } },
    })).Reservation;

    private async Task<Reservation> ExtendAsync(string id, Timestamp? until) =>
        (await _hub.Stock.ExtendReservationAsync(new ExtendReservationRequest { ReservationId = id, ExpireTime = until })).Reservation;

    private AsyncUnaryCall<CommitReservationResponse> CommitAsync(string id) => _hub.Stock.CommitReservationAsync(new CommitReservationRequest { ReservationId = id });

    private async Task<Reservation> ReleaseAsync(string id, long? pieces = null, string requestId = "")
    {
        var request = new ReleaseReservationRequest { ReservationId = id, RequestId = requestId, ReleaseReason = "test" };
        if (pieces is { } some)
        {
            request.Lines.Add(new StockLine { WarehouseId = Samples.Warehouse, SkuId = "a", Quantity = some });
        }

        return (await _hub.Stock.ReleaseReservationAsync(request)).Reservation;
    }
}
