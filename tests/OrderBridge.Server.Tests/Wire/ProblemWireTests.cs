using Google.Rpc;
using Grpc.Core;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Server.WireFormat;

namespace OrderBridge.Server.Tests.Wire;

public sealed class ProblemWireTests
{
    [Theory]
    [InlineData(RefusalKind.InvalidArgument, StatusCode.InvalidArgument)]
    [InlineData(RefusalKind.WrongState, StatusCode.FailedPrecondition)]
    [InlineData(RefusalKind.NotFound, StatusCode.NotFound)]
    [InlineData(RefusalKind.Aborted, StatusCode.Aborted)]
    [InlineData(RefusalKind.Overloaded, StatusCode.ResourceExhausted)]
    [InlineData(RefusalKind.Unavailable, StatusCode.Unavailable)]
    [InlineData(RefusalKind.Forbidden, StatusCode.PermissionDenied)]
    public void ToRpcException_Kind_HasItsStatus(RefusalKind kind, StatusCode code)
    {
        var refusal = new Refusal(kind, "CONTENDED", "Say it again.");
        Assert.Equal(code, refusal.ToRpcException().StatusCode);
        Assert.Equal((int)code, refusal.ToProblem().Code);
    }

    [Fact]
    public void CodeOf_EveryKind_IsKnown() => Assert.All(Enum.GetValues<RefusalKind>(), kind => ProblemWire.CodeOf(kind));

    [Fact]
    public void ToRpcException_Refusal_CarriesReasonFactsViolationsAndDelay()
    {
        var refusal = Refusal.Invalid("QUANTITY_INVALID", "Set 1 to 1,000,000 pieces.", new FieldViolation("order.lines[0].quantity", "QUANTITY_INVALID", "Set one."))
            .With("available", "3") with
        { RetryAfter = TimeSpan.FromMilliseconds(250) };

        var status = StatusOf(refusal.ToRpcException());

        Assert.Equal((int)StatusCode.InvalidArgument, status.Code);
        var info = status.Details[0].Unpack<ErrorInfo>();
        Assert.Equal(("QUANTITY_INVALID", "orderbridge", "3"), (info.Reason, info.Domain, info.Metadata["available"]));
        var violation = Assert.Single(status.Details[1].Unpack<BadRequest>().FieldViolations);
        Assert.Equal(("order.lines[0].quantity", "Set one."), (violation.Field, violation.Description));
        Assert.Equal(250_000_000, status.Details[2].Unpack<RetryInfo>().RetryDelay.Nanos);
    }

    /// <summary>As google.rpc publishes it: other languages read field 1 as reason.</summary>
    [Fact]
    public void ErrorInfo_Reason_IsFieldOne() => Assert.Equal(1, ErrorInfo.ReasonFieldNumber);

    [Fact]
    public void ToRpcException_ThousandsOfViolations_FitIntoTrailers()
    {
        var many = Enumerable.Range(0, 2_000).Select(i => new FieldViolation($"order.lines[{i}].quantity", "QUANTITY_INVALID", "Set 1 to 1,000,000 pieces."));
        var thrown = Refusal.Invalid("ORDER_INVALID", new string('x', 50_000), [.. many]).ToRpcException();

        var bytes = thrown.Trailers.GetValueBytes(ProblemWire.DetailsTrailer)!;
        Assert.True((bytes.Length * 4 / 3) + thrown.Status.Detail.Length < 8_000, $"{bytes.Length} bytes of details.");
        var status = StatusOf(thrown);
        var shown = status.Details[1].Unpack<BadRequest>().FieldViolations.Count;
        Assert.Equal((2_000 - shown).ToString(System.Globalization.CultureInfo.InvariantCulture), status.Details[0].Unpack<ErrorInfo>().Metadata[ProblemWire.OmittedKey]);
    }

    [Fact]
    public void ToProblem_Refusal_SaysTheSame()
    {
        var problem = Refusal.State("OUT_OF_STOCK", "Only 3 are left.").With("available", "3").ToProblem();
        Assert.Equal((9, "OUT_OF_STOCK", "Only 3 are left.", "3"), (problem.Code, problem.Reason, problem.Message, problem.Metadata["available"]));
        Assert.Null(problem.RetryDelay);
    }

    private static Google.Rpc.Status StatusOf(RpcException thrown) =>
        Google.Rpc.Status.Parser.ParseFrom(thrown.Trailers.GetValueBytes(ProblemWire.DetailsTrailer));
}
