using Google.Protobuf.WellKnownTypes;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.ReferenceWms.Planning;
using OrderBridge.ReferenceWms.Taking;
using OrderBridge.ReferenceWms.Working;

namespace OrderBridge.ReferenceWms.Reporting;

/// <summary>Words every report. Ids are deterministic, so that a report that was sent, crashed and was sent again is one report to the hub.</summary>
public static class Reports
{
    /// <summary>Taken, or not: the answer to each CREATE.</summary>
    public static Report Acknowledgement(Work work, DateTimeOffset now)
    {
        var state = work.Step is FulfilmentState.WarehouseRejected or FulfilmentState.Cancelled ? work.Step : FulfilmentState.Accepted;
        var note = state is FulfilmentState.WarehouseRejected ? "No capacity for this order today." : "";
        return Of(work, state, $"create-{work.Creates}", note, now);
    }

    public static Report Cancelled(Work work, DateTimeOffset now) =>
        Of(work, FulfilmentState.Cancelled, $"cancel-{work.Cancels}", "", now);

    public static Report CancelRefused(Work work, DateTimeOffset now) =>
        Of(work, FulfilmentState.CancelRefused, $"cancel-{work.Cancels}", work.IsPacked ? $"Already {work.Step}." : "Another instance has the work.", now);

    public static Report Closed(Work work, DateTimeOffset now) =>
        Of(work, FulfilmentState.Closed, "1", "Nothing is left to send.", now);

    public static Report Exception(Work work, FulfilmentState step, DateTimeOffset now) =>
        Of(work, FulfilmentState.Exception, "1", $"{step} did not succeed.", now);

    /// <summary>An ordinary step. Shipped repeats the parcels that left before, so that it is complete whatever arrives first.</summary>
    public static Report Progress(Work work, WorkPlan plan, DateTimeOffset now)
    {
        var report = Of(work, work.Step, "1", "", now);
        var request = (ReportFulfilmentProgressRequest)report.Request;
        if (work.Step is FulfilmentState.Waved)
        {
            request.WaveId = $"W{now.ToUniversalTime():yyyyMMddHHmm}";
        }

        if (work.Step is FulfilmentState.PartiallyShipped or FulfilmentState.Shipped)
        {
            var parcels = Parcels.Of(work, plan.CarrierCode, plan.ParcelPieces);
            request.Packages.Add(work.Step is FulfilmentState.Shipped ? parcels : parcels.Take(1));
        }

        return report;
    }

    /// <summary>One piece of the biggest line is not where it should be; of a single piece, that one.</summary>
    public static Report Shortage(Work work, WorkPlan plan, DateTimeOffset now)
    {
        var line = work.Lines.MaxBy(candidate => candidate.Left)!;
        var request = new ReportShortageRequest
        {
            FulfilmentId = work.FulfilmentId,
            ReportId = $"{work.FulfilmentId}/short/1",
            ShortageReason = "The shelf holds less than the books say.",
            ReportTime = now.ToTimestamp(),
            Lines = { new ShortLine { LineId = line.LineId, MissingQuantity = Math.Max(1, (long)(line.Left * (plan.PaceFactor - 0.5))) } },
        };
        return new Report(request.ReportId, work.FulfilmentId, ReportKind.Shortage, "", request);
    }

    /// <summary>Carrier and tracking number are filled in when it is sent: the hub knows which parcel the shipment id names.</summary>
    public static Report InterceptAnswer(Work work, WarehouseTask task, bool stopped, DateTimeOffset now)
    {
        var request = new RecordTrackingEventsRequest
        {
            Source = "reference-wms",
            Events =
            {
                new TrackingEvent
                {
                    EventKey = $"intercept/{task.TaskId}",
                    Status = stopped ? TrackingStatus.Intercepted : TrackingStatus.InterceptFailed,
                    RawCode = stopped ? "TMSCANCELED" : "TMSCANCELFAILED", // Qimen's words for the two answers.
                    EventTime = now.ToTimestamp(),
                },
            },
        };
        return new Report($"{work.FulfilmentId}/intercept/{task.TaskId}", work.FulfilmentId, ReportKind.Intercept, task.ShipmentId, request);
    }

    private static Report Of(Work work, FulfilmentState state, string attempt, string note, DateTimeOffset now)
    {
        var request = new ReportFulfilmentProgressRequest
        {
            FulfilmentId = work.FulfilmentId,
            ReportId = $"{work.FulfilmentId}/{state.ToString().ToLowerInvariant()}/{attempt}",
            State = state,
            ReportTime = now.ToTimestamp(),
            Note = note,
        };
        return new Report(request.ReportId, work.FulfilmentId, ReportKind.Progress, "", request);
    }
}
