using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Hub.Tests.Admitting;
using OrderBridge.Server.Overload;

namespace OrderBridge.Hub.Tests.Overloading;

/// <summary>Every RPC there is, while another command holds the only place: what changes something is refused, what only reads is not.</summary>
public sealed class When_commands_take_all_places : IAsyncLifetime
{
    /// <summary>Names of RPCs that read, by the contracts' habit; what does not begin like one of them changes something.</summary>
    private static readonly string[] Reads = ["Get", "BatchGet", "List", "Watch", "Explain", "Prove", "StreamEvents", "StreamFulfilmentTasks"];

    /// <summary>Intake has places of its own, and streams take one for each message.</summary>
    private static readonly string[] Otherwise = ["IngestOrder", "IngestOrders", "StreamTrackingEvents"];

    private RunningHub _hub = null!;

    public static TheoryData<string> Rpcs => [.. Own.Select(AnyRpc.NameOf)];

    private static IEnumerable<MethodDescriptor> Own => AnyRpc.All.Where(r => r.File.Package.StartsWith("orderbridge.", StringComparison.Ordinal));

    public async Task InitializeAsync() => _hub = await RunningHub.StartAsync("--Overload:CommandsUnderWay", "1", "--Overload:RetryDelay", "00:00:00.125");

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    [Theory]
    [MemberData(nameof(Rpcs))]
    public async Task A_command_is_refused_and_a_read_is_not(string name)
    {
        var rpc = AnyRpc.Find(name);
        using var taken = Gate.EnterOther(bytes: 1);

        var refused = await AnyRpc.CallAsync(_hub.As(Contracts.Common.V1.Role.Admin), rpc);

        Assert.Equal(IsCommand(rpc), refused is { Code: StatusCode.ResourceExhausted, Reason: "OVERLOADED" });
        Assert.True(!IsCommand(rpc) || refused!.RetryDelay == TimeSpan.FromMilliseconds(125));
    }

    [Fact]
    public void What_reads_says_so_in_the_contract() => Assert.Equal(
        Own.Where(r => !IsRead(r)).Select(AnyRpc.NameOf),
        Own.Where(r => r.GetOptions()?.IdempotencyLevel is not MethodOptions.Types.IdempotencyLevel.NoSideEffects).Select(AnyRpc.NameOf));

    [Fact]
    public async Task A_command_gives_its_place_back_also_when_it_fails()
    {
        for (var i = 0; i < 3; i++)
        {
            (await Refused.ByAsync(_hub.Orders.ArchiveOrderAsync(new() { OrderId = "ord_unknown" }))).Is(StatusCode.NotFound, "ORDER_NOT_FOUND");
        }

        await _hub.CountAsync("a", 1);
    }

    [Fact]
    public async Task A_stranger_takes_no_place()
    {
        using var taken = Gate.EnterOther(bytes: 1);
        Assert.Equal(StatusCode.Unauthenticated, (await AnyRpc.CallAsync(_hub.Anonymous, Own.First(IsCommand)))!.Code);
    }

    [Fact]
    public async Task A_streamed_scan_without_a_place_is_told_to_come_again_and_the_stream_goes_on()
    {
        using var stream = _hub.Tracking.StreamTrackingEvents();
        using (Gate.EnterOther(bytes: 1))
        {
            await stream.RequestStream.WriteAsync(Scans());
            await Repeating.UntilAsync(() => Task.FromResult(Gate.Refused > 0));
        }

        await stream.RequestStream.WriteAsync(Scans());
        await stream.RequestStream.CompleteAsync();
        var answer = await stream.ResponseAsync;

        Assert.Equal((1, 1), (answer.Recorded, answer.Refused));
        var problem = Assert.Single(answer.Problems);
        Assert.Equal(((int)StatusCode.ResourceExhausted, "OVERLOADED", 125), (problem.Code, problem.Reason, problem.RetryDelay.ToTimeSpan().TotalMilliseconds));
    }

    private CallGate Gate => _hub.Services.GetRequiredService<CallGate>();

    private static bool IsRead(MethodDescriptor rpc) => Reads.Any(r => rpc.Name.StartsWith(r, StringComparison.Ordinal));

    private static bool IsCommand(MethodDescriptor rpc) => !IsRead(rpc) && !Otherwise.Contains(rpc.Name);

    private static StreamTrackingEventsRequest Scans() =>
        new() { CarrierCode = "sf", TrackingNumber = "SF-1", Source = "tests", Events = { Samples.Scan(TrackingStatus.PickedUp, 1) } };
}
