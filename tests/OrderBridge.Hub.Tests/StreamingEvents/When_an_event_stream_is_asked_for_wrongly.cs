using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using OrderBridge.Contracts.Events.V1;

namespace OrderBridge.Hub.Tests.StreamingEvents;

public sealed class When_an_event_stream_is_asked_for_wrongly(SharedHub shared) : IClassFixture<SharedHub>
{
    private readonly RunningHub _hub = shared.Hub;

    [Theory]
    [InlineData("yesterday")]
    [InlineData("j1-")]
    [InlineData("j1--5")]
    [InlineData("j1-999999999999999999999")]
    public async Task A_token_that_is_none_is_refused(string token) =>
        await RefusedAsync(new StreamEventsRequest { ResumeToken = token }, "RESUME_TOKEN_INVALID", "resume_token");

    [Fact]
    public async Task A_token_ahead_of_the_journal_is_of_another_store_and_refused() =>
        await RefusedAsync(new StreamEventsRequest { ResumeToken = "j1-1000000" }, "RESUME_TOKEN_INVALID", "resume_token");

    [Fact]
    public async Task A_type_that_does_not_exist_is_refused() =>
        await RefusedAsync(new StreamEventsRequest { EventTypes = { "order.approved", "order.aproved" } }, "FIELD_INVALID", "event_types");

    [Fact]
    public async Task A_kind_or_a_start_that_does_not_exist_is_refused()
    {
        await RefusedAsync(new StreamEventsRequest { AggregateKinds = { "order", "orders" } }, "FIELD_INVALID", "aggregate_kinds");
        await RefusedAsync(new StreamEventsRequest { Start = (StreamStart)99 }, "FIELD_INVALID", "start");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(61)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public async Task A_heartbeat_outside_1_to_60_seconds_is_refused(long seconds) =>
        await RefusedAsync(new StreamEventsRequest { HeartbeatInterval = new Duration { Seconds = seconds } }, "FIELD_INVALID", "heartbeat_interval");

    [Fact]
    public async Task Longer_lists_than_the_contract_says_are_refused()
    {
        await RefusedAsync(new StreamEventsRequest { AggregateKinds = { Enumerable.Range(0, 21).Select(i => $"kind-{i}") } }, "FIELD_INVALID", "aggregate_kinds");
        await RefusedAsync(new StreamEventsRequest { EventTypes = { Enumerable.Range(0, 101).Select(i => $"type-{i}") } }, "FIELD_INVALID", "event_types");
    }

    private async Task RefusedAsync(StreamEventsRequest request, string reason, string field)
    {
        using var stream = _hub.Events.StreamEvents(request);
        (await Refused.ByAsync(() => stream.ResponseStream.NextAsync())).Is(StatusCode.InvalidArgument, reason, field);
    }
}
