using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Server.WireFormat;

namespace OrderBridge.Server.Services;

/// <summary>A status as the problem it carries, for streams that go on after a bad message.</summary>
internal static class ProblemReading
{
    public static Problem Of(RpcException failure)
    {
        var problem = new Problem { Code = (int)failure.StatusCode, Message = failure.Status.Detail };
        if (failure.Trailers.GetValueBytes(ProblemWire.DetailsTrailer) is { } details)
        {
            foreach (var detail in Google.Rpc.Status.Parser.ParseFrom(details).Details)
            {
                Add(problem, detail);
            }
        }

        return problem;
    }

    private static void Add(Problem problem, Any detail)
    {
        if (detail.TryUnpack<Google.Rpc.ErrorInfo>(out var info))
        {
            problem.Reason = info.Reason;
            problem.Metadata.Add(info.Metadata);
        }
        else if (detail.TryUnpack<Google.Rpc.RetryInfo>(out var retry))
        {
            problem.RetryDelay = retry.RetryDelay;
        }
        else if (detail.TryUnpack<Google.Rpc.BadRequest>(out var request))
        {
            problem.FieldViolations.AddRange(request.FieldViolations.Select(v => new FieldViolation { Field = v.Field, Reason = problem.Reason, Fix = v.Description }));
        }
    }
}
