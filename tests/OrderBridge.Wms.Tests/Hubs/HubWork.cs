using Google.Protobuf;
using OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.Wms.Tests.Hubs;

/// <summary>One fulfilment order in the fake hub: a smaller machine than the real one, and stricter about what a warehouse may say.</summary>
public sealed class HubWork(FulfilmentOrder order)
{
    private readonly Dictionary<string, ByteString> _reports = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Package> _parcels = new(StringComparer.Ordinal);

    public FulfilmentOrder Order => order;

    public string Id => order.FulfilmentId;

    public FulfilmentState State => order.State;

    /// <summary>States as they were reported, repeats left out.</summary>
    public List<FulfilmentState> History { get; } = [];

    public List<ReportFulfilmentProgressRequest> Reports { get; } = [];

    public IEnumerable<Package> Parcels => _parcels.Values.OrderBy(parcel => parcel.PackageId, StringComparer.Ordinal);

    public int Acknowledgements => History.Count(state => state is FulfilmentState.Accepted or FulfilmentState.WarehouseRejected);

    public bool IsEnded => State is FulfilmentState.Shipped or FulfilmentState.Cancelled or FulfilmentState.WarehouseRejected;

    public bool Knows(string reportId) => _reports.ContainsKey(reportId);

    /// <returns>Null when the report is taken; else the reason of the refusal.</returns>
    public string? Take(ReportFulfilmentProgressRequest report, List<string> violations)
    {
        if (Repeats(report.ReportId, report, violations))
        {
            return null;
        }

        History.Add(report.State);
        Reports.Add(report);
        return report.State switch
        {
            FulfilmentState.PartiallyShipped or FulfilmentState.Shipped => Ship(report, violations),
            FulfilmentState.Cancelled => Cancel(violations),
            FulfilmentState.CancelRefused => Refuse(violations),
            FulfilmentState.Exception => Enter(IsEnded ? State : FulfilmentState.Exception),
            FulfilmentState.WarehouseRejected or FulfilmentState.Closed => Enter(report.State),
            _ => Step(report, violations),
        };
    }

    public string? Take(ReportShortageRequest report, List<string> violations)
    {
        if (Repeats(report.ReportId, report, violations))
        {
            return null;
        }

        foreach (var missing in report.Lines)
        {
            var line = order.Lines.Single(candidate => candidate.LineId == missing.LineId);
            if (missing.MissingQuantity > line.Quantity - line.CancelledQuantity - line.ShortQuantity)
            {
                return "QUANTITY_EXCEEDED";
            }

            line.ShortQuantity += missing.MissingQuantity;
        }

        return Enter(FulfilmentState.Short);
    }

    public string? Enter(FulfilmentState state)
    {
        order.State = state;
        return null;
    }

    private bool Repeats(string reportId, IMessage report, List<string> violations)
    {
        if (_reports.TryAdd(reportId, report.ToByteString()))
        {
            return false;
        }

        if (_reports[reportId] != report.ToByteString())
        {
            violations.Add($"{reportId} was told before with other words: {ReportFulfilmentProgressRequest.Parser.ParseFrom(_reports[reportId])} and now {report}");
        }

        return true;
    }

    /// <summary>Up by rank, never back; what comes late only fills the history.</summary>
    private string? Step(ReportFulfilmentProgressRequest report, List<string> violations)
    {
        if (State is FulfilmentState.Cancelled && report.State >= FulfilmentState.Packed)
        {
            violations.Add($"{Id} was said to be cancelled and is {report.State}.");
            return "FULFILMENT_ENDED";
        }

        var isStep = State < FulfilmentState.Shipped;
        var stoppedButGoesOn = State is FulfilmentState.CancelRefused or FulfilmentState.Exception;
        return Enter((isStep && report.State > State) || stoppedButGoesOn ? report.State : State);
    }

    private string? Ship(ReportFulfilmentProgressRequest report, List<string> violations)
    {
        if (State is FulfilmentState.Cancelled or FulfilmentState.WarehouseRejected)
        {
            violations.Add($"{Id} is {State} and was shipped.");
            return "FULFILMENT_ENDED";
        }

        foreach (var parcel in report.Packages)
        {
            if (!_parcels.TryAdd(parcel.PackageId, parcel) && !_parcels[parcel.PackageId].Equals(parcel))
            {
                violations.Add($"{Id}: parcel {parcel.PackageId} changed its content.");
            }
        }

        foreach (var line in order.Lines)
        {
            line.ShippedQuantity = _parcels.Values.SelectMany(p => p.Lines).Where(l => l.LineId == line.LineId).Sum(l => l.Quantity);
            if (line.ShippedQuantity > line.Quantity - line.CancelledQuantity)
            {
                violations.Add($"{Id}: {line.ShippedQuantity} of {line.LineId} left, {line.Quantity - line.CancelledQuantity} were asked for.");
                return "QUANTITY_EXCEEDED";
            }
        }

        return Enter(State is FulfilmentState.Shipped ? State : report.State);
    }

    private string? Cancel(List<string> violations)
    {
        if (History.Any(state => state is >= FulfilmentState.Packed and <= FulfilmentState.Shipped))
        {
            violations.Add($"{Id} was packed and is said to be cancelled.");
        }

        if (PendingCancellation is { } pieces)
        {
            foreach (var line in order.Lines)
            {
                line.CancelledQuantity = Math.Min(line.Quantity, line.CancelledQuantity + pieces.GetValueOrDefault(line.LineId));
            }

            PendingCancellation = null;
        }

        return Enter(order.Lines.All(line => line.CancelledQuantity == line.Quantity) ? FulfilmentState.Cancelled : BeforeCancel);
    }

    private string? Refuse(List<string> violations)
    {
        if (!WasCancelRequested)
        {
            violations.Add($"{Id}: nobody asked to cancel.");
        }

        PendingCancellation = null;
        return Enter(IsEnded ? State : FulfilmentState.CancelRefused);
    }

    /// <summary>Pieces by line that the warehouse is asked to stop.</summary>
    public Dictionary<string, long>? PendingCancellation { get; private set; }

    public bool WasCancelRequested { get; private set; }

    private FulfilmentState BeforeCancel { get; set; }

    public void AskTooLate() => WasCancelRequested = true;

    public void RequestCancel(IEnumerable<FulfilmentLine> pieces)
    {
        PendingCancellation = pieces.ToDictionary(line => line.LineId, line => line.Quantity);
        WasCancelRequested = true;
        BeforeCancel = State;
        Enter(FulfilmentState.CancelRequested);
    }
}
