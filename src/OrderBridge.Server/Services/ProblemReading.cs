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
            var info = Google.Rpc.Status.Parser.ParseFrom(details).Details.FirstOrDefault(d => d.Is(Google.Rpc.ErrorInfo.Descriptor));
            problem.Reason = info?.Unpack<Google.Rpc.ErrorInfo>().Reason ?? string.Empty;
        }

        return problem;
    }
}
