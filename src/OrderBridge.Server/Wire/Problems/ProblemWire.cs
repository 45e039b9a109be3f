using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using OrderBridge.Kernel.Deciding;
using CommonV1 = OrderBridge.Contracts.Common.V1;

namespace OrderBridge.Server.WireFormat;

/// <summary>
/// Refusals on the wire: on a unary call google.rpc.Status with ErrorInfo, BadRequest and RetryInfo (AIP-193), inside a stream the same as a
/// Problem.
/// </summary>
public static class ProblemWire
{
    public const string Domain = "orderbridge";

    /// <summary>Trailer that carries the google.rpc.Status (grpc.io, richer error model).</summary>
    public const string DetailsTrailer = "grpc-status-details-bin";

    /// <summary>Metadata key that counts the violations left out.</summary>
    public const string OmittedKey = "violations_omitted";

    /// <summary>
    /// Bytes of violations in a trailer. Trailers are headers: clients of gRPC Core refuse more than 8 KiB of them, and base64 adds a third.
    /// </summary>
    private const int ViolationBytesMax = 3_072;

    /// <summary>Characters of the sentence in a status, which is sent twice.</summary>
    private const int MessageLengthMax = 800;

    public static StatusCode CodeOf(RefusalKind kind) => kind switch
    {
        RefusalKind.InvalidArgument => StatusCode.InvalidArgument,
        RefusalKind.WrongState => StatusCode.FailedPrecondition,
        RefusalKind.NotFound => StatusCode.NotFound,
        RefusalKind.Aborted => StatusCode.Aborted,
        RefusalKind.Overloaded => StatusCode.ResourceExhausted,
        RefusalKind.Unavailable => StatusCode.Unavailable,
        RefusalKind.Forbidden => StatusCode.PermissionDenied,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of refusal."),
    };

    public static RpcException ToRpcException(this Refusal refusal) => refusal.ToRpcException(CodeOf(refusal.Kind));

    /// <param name="refusal">What is refused.</param>
    /// <param name="code">Status code, where it does not follow from the kind: UNAUTHENTICATED.</param>
    public static RpcException ToRpcException(this Refusal refusal, StatusCode code)
    {
        var message = Shortened(refusal.Message);
        var trailers = new Metadata { { DetailsTrailer, ToStatus(refusal, code, message).ToByteArray() } };
        return new RpcException(new Grpc.Core.Status(code, message), trailers, message);
    }

    public static CommonV1.Problem ToProblem(this Refusal refusal) => refusal.ToProblem(CodeOf(refusal.Kind));

    /// <param name="refusal">What is refused.</param>
    /// <param name="code">Status code, where it does not follow from the kind: INTERNAL.</param>
    public static CommonV1.Problem ToProblem(this Refusal refusal, StatusCode code) => new()
    {
        Code = (int)code,
        Reason = refusal.Reason,
        Message = refusal.Message,
        FieldViolations = { refusal.Violations.Each(Violation) },
        Metadata = { refusal.Facts },
        RetryDelay = refusal.RetryAfter is { } delay ? delay.ToWire() : null,
    };

    internal static CommonV1.FieldViolation Violation(FieldViolation violation) =>
        new() { Field = violation.Field, Reason = violation.Reason, Fix = violation.Fix };

    internal static FieldViolation Read(CommonV1.FieldViolation violation) => new(violation.Field, violation.Reason, violation.Fix);

    public static Google.Rpc.Status ToStatus(Refusal refusal, StatusCode code, string message)
    {
        var info = new ErrorInfo { Reason = refusal.Reason, Domain = Domain, Metadata = { refusal.Facts } };
        var badRequest = BadRequestOf(refusal);
        var omitted = refusal.Violations.Length - badRequest.FieldViolations.Count;
        if (omitted > 0)
        {
            info.Metadata[OmittedKey] = omitted.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        var status = new Google.Rpc.Status { Code = (int)code, Message = message, Details = { Any.Pack(info) } };
        if (badRequest.FieldViolations.Count > 0)
        {
            status.Details.Add(Any.Pack(badRequest));
        }

        if (refusal.RetryAfter is { } delay)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = delay.ToWire() }));
        }

        return status;
    }

    /// <summary>The first violations, as many as fit.</summary>
    private static BadRequest BadRequestOf(Refusal refusal)
    {
        var badRequest = new BadRequest();
        var bytes = 0;
        foreach (var violation in refusal.Violations)
        {
            var field = new BadRequest.Types.FieldViolation { Field = violation.Field, Description = violation.Fix };
            bytes += field.CalculateSize() + 2;
            if (bytes > ViolationBytesMax)
            {
                break;
            }

            badRequest.FieldViolations.Add(field);
        }

        return badRequest;
    }

    private static string Shortened(string message) => message.Length <= MessageLengthMax ? message : message[..(MessageLengthMax - 1)] + "…";
}
