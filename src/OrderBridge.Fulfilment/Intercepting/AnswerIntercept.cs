using OrderBridge.Kernel.Deciding;

namespace OrderBridge.Fulfilment.Intercepting;

/// <summary>What became of an intercept (TMSCANCELED, TMSCANCELFAILED). A repeat changes nothing; a late answer moves nothing back.</summary>
/// <param name="Reason">Why it failed; may be empty.</param>
/// <param name="ReportTime">Null means now.</param>
public sealed record AnswerIntercept(bool IsStopped, string Reason, string ReportId, DateTimeOffset? ReportTime) : IShipmentCommand
{
    public Decision Decide(Shipment shipment, DateTimeOffset now)
    {
        if (ReportId.Length == 0)
        {
            return Decision.Refuse(FulfilmentDecisions.Required("report_id", "the report id"));
        }

        if (shipment.ReportIds.Contains(ReportId))
        {
            return Decision.Nothing;
        }

        if (shipment.Marks.LastOrDefault(m => m.State is ShipmentState.Intercepting) is not { } asked)
        {
            return Decision.Refuse(Refusal.State(
                FulfilmentReasons.InterceptNotRequested, $"Nobody asked to stop shipment {shipment.Id}."));
        }

        var time = TimeOf(asked, now);
        return ShipmentDecisions.Accept(
            shipment, now, IsStopped ? new InterceptConfirmed(ReportId, time) : new InterceptFailed(Reason, ReportId, time));
    }

    /// <summary>An answer follows its question whatever the other side's clock says.</summary>
    private DateTimeOffset TimeOf(ShipmentMark asked, DateTimeOffset now)
    {
        var time = ReportTime is { } given && given < now ? given : now;
        return time > asked.Time ? time : asked.Time;
    }
}
