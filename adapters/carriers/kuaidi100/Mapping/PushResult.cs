using OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.Adapters.Kuaidi100.Mapping;

/// <summary>What a push says of one parcel, or why nobody can tell.</summary>
/// <param name="CarrierCode">Carrier in the hub's words.</param>
/// <param name="TrackingNumber">Number.</param>
/// <param name="Events">Events, oldest first; may be empty: a push without news.</param>
/// <param name="Problem">Why it cannot be used; null when it can.</param>
/// <param name="SkippedEvents">Entries without a usable time; the raw payload keeps them.</param>
public sealed record PushResult(
    string CarrierCode, string TrackingNumber, IReadOnlyList<TrackingEvent> Events, PushProblem? Problem = null, int SkippedEvents = 0)
{
    public static PushResult Of(string reason, string sentence) => new("", "", [], new PushProblem(reason, sentence));
}

/// <summary>Why a push cannot be used.</summary>
public sealed record PushProblem(string Reason, string Sentence);
