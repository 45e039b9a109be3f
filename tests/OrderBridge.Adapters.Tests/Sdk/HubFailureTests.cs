using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using OrderBridge.AdapterSdk.Connecting;
using OrderBridge.AdapterSdk.Pumping;
using OrderBridge.Contracts.Common.V1;
using Status = Grpc.Core.Status;

namespace OrderBridge.Adapters.Tests.Sdk;

public sealed class HubFailureTests
{
    [Fact]
    public void From_AnExceptionWithDetails_ReadsReasonFieldsAndRetry()
    {
        var details = new Google.Rpc.Status
        {
            Details =
            {
                Any.Pack(new ErrorInfo { Reason = "ORDER_INVALID" }),
                Any.Pack(new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = "order.lines[0]", Description = "Fix it." } } }),
                Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(3)) }),
            },
        };
        var trailers = new Metadata { { "grpc-status-details-bin", Google.Protobuf.MessageExtensions.ToByteArray(details) } };
        var failure = HubFailure.From(new RpcException(new Status(StatusCode.InvalidArgument, "No."), trailers));

        Assert.Equal(("ORDER_INVALID", "No. | order.lines[0]: Fix it.", TimeSpan.FromSeconds(3)), (failure.Reason, failure.Detail, failure.RetryDelay));
    }

    [Fact]
    public void From_AnExceptionWithBrokenDetails_FallsBackToTheCode()
    {
        var trailers = new Metadata { { "grpc-status-details-bin", [255, 255, 255] } };
        Assert.Equal("DEADLINE_EXCEEDED", HubFailure.From(new RpcException(new Status(StatusCode.DeadlineExceeded, ""), trailers)).Reason);
    }

    [Theory]
    [InlineData("Received message exceeds the maximum configured message size.")]
    [InlineData("Sending message exceeds the maximum configured message size.")]
    [InlineData("grpc: received message larger than max (20000000 vs. 4194304)")]
    public void Outcome_OfAMessageThatIsTooLarge_IsRefused(string words)
    {
        var refused = Assert.IsType<DeliveryOutcome.Refused>(DeliveryOutcome.From(HubFailure.From(new RpcException(new Status(StatusCode.ResourceExhausted, words)))));
        Assert.Equal("MESSAGE_TOO_LARGE", refused.Reason);
    }

    [Fact]
    public void Outcome_OfAHubThatNamesTheSize_IsRefused() => Assert.IsType<DeliveryOutcome.Refused>(
        DeliveryOutcome.From(HubFailure.From(new RpcException(new Status(StatusCode.ResourceExhausted, "Too much."), Details(Any.Pack(new ErrorInfo { Reason = "MESSAGE_TOO_LARGE" }))))));

    [Fact]
    public void Outcome_OfAHubThatIsOverloaded_IsPostponed()
    {
        Any[] details = [Any.Pack(new ErrorInfo { Reason = "OVERLOADED" }), Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) })];
        var failure = HubFailure.From(new RpcException(new Status(StatusCode.ResourceExhausted, "Too many."), Details(details)));
        Assert.IsType<DeliveryOutcome.Postponed>(DeliveryOutcome.From(failure));
    }

    [Fact]
    public void Passing_reasons_are_the_hubs_and_are_deferred()
    {
        var names = ErrorReasonReflection.Descriptor.EnumTypes.Single().Values.Select(value => value.Name).ToHashSet();

        Assert.All(HubFailure.PassingReasons, reason => Assert.Contains("ERROR_REASON_" + reason, names));
        Assert.All(HubFailure.PassingReasons, reason => Assert.IsType<DeliveryOutcome.Deferred>(
            DeliveryOutcome.From(HubFailure.From(new Problem { Code = (int)StatusCode.FailedPrecondition, Reason = reason }))));
    }

    [Fact]
    public void Outcome_OfEveryCode_IsDecided()
    {
        var outcomes = System.Enum.GetValues<StatusCode>().Where(code => code is not StatusCode.OK)
            .ToLookup(code => DeliveryOutcome.From(HubFailure.From(new Problem { Code = (int)code })).GetType());

        Assert.Equal(
            [StatusCode.PermissionDenied, StatusCode.ResourceExhausted, StatusCode.Aborted, StatusCode.Unimplemented, StatusCode.Unavailable, StatusCode.Unauthenticated],
            outcomes[typeof(DeliveryOutcome.Postponed)]);
        Assert.Equal(
            [StatusCode.Cancelled, StatusCode.Unknown, StatusCode.DeadlineExceeded, StatusCode.Internal, StatusCode.DataLoss],
            outcomes[typeof(DeliveryOutcome.Unclear)]);
        Assert.Equal(
            [StatusCode.InvalidArgument, StatusCode.NotFound, StatusCode.AlreadyExists, StatusCode.FailedPrecondition, StatusCode.OutOfRange],
            outcomes[typeof(DeliveryOutcome.Refused)]);
    }

    private static Metadata Details(params Any[] details) =>
        new() { { "grpc-status-details-bin", Google.Protobuf.MessageExtensions.ToByteArray(new Google.Rpc.Status { Details = { details } }) } };
}
