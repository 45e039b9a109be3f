using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Stock.Calling;

/// <summary>Who calls, and what names the attempt.</summary>
/// <param name="Actor">Role and name; no personal data.</param>
/// <param name="RequestId">The caller's request id; empty when it gave none, and then only the natural keys recognise a repeat.</param>
/// <param name="BodyHash">Hash of the request's content.</param>
public sealed record StockCall(string Actor, string RequestId, string BodyHash, string CauseId = "")
{
    internal EventContext ContextAt(DateTimeOffset now) => new(Actor, CauseId, RequestId, now);

    internal RequestMark? MarkOf(string rpc) => RequestId.Length == 0 ? null : new RequestMark($"{rpc}/{RequestId}", BodyHash);
}
