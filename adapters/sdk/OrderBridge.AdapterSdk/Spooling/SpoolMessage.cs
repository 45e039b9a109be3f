using System.Globalization;

namespace OrderBridge.AdapterSdk.Spooling;

/// <summary>What a platform sent, before anybody has understood it. Holds personal data: never log the body.</summary>
public sealed record SpoolMessage
{
    private const string AttemptFact = "attempt";
    private const string RefusedFact = "refused_since";
    private const string TraceFact = "traceparent";

    /// <summary>Messages of one key are delivered one after the other, in the order of their arrival.</summary>
    public required string Key { get; init; }

    /// <summary>What kind of message it is, in the platform's words, such as orders/create.</summary>
    public required string Topic { get; init; }

    /// <summary>The platform's id of the message; empty when it gives none.</summary>
    public string MessageId { get; init; } = "";

    /// <summary>Media type of the body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Facts that stand beside the body, such as the shop; never signatures or secrets.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The bytes as they came; at most 32 MiB.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>How often the message was sent again after the hub had refused it; 0 the first time.</summary>
    public int Attempt => int.TryParse(Fact(AttemptFact), NumberStyles.None, CultureInfo.InvariantCulture, out var attempt) ? attempt : 0;

    /// <summary>When the hub first refused it for what may pass; null when it has not, or a person had it sent again.</summary>
    public DateTimeOffset? RefusedSince =>
        DateTimeOffset.TryParse(Fact(RefusedFact), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since) ? since : null;

    /// <summary>W3C trace context in which the platform's message was taken; empty without one. Kept like every fact, so that the trace outlives waiting and crashes.</summary>
    public string TraceParent => Fact(TraceFact);

    /// <summary>A fact by name, or empty.</summary>
    public string Fact(string name) => Facts.TryGetValue(name, out var value) ? value : "";

    /// <param name="traceParent">Empty leaves the message as it is.</param>
    public SpoolMessage Under(string traceParent) => string.IsNullOrEmpty(traceParent)
        ? this
        : this with { Facts = new Dictionary<string, string>(Facts, StringComparer.Ordinal) { [TraceFact] = traceParent } };

    /// <summary>The message for its next attempt. The hub answers a repeat as it did before; only a later attempt is looked at anew.</summary>
    /// <param name="refusedSince">Null starts the time anew in which it may be refused.</param>
    public SpoolMessage Again(DateTimeOffset? refusedSince) => this with
    {
        Facts = new Dictionary<string, string>(Facts, StringComparer.Ordinal)
        {
            [AttemptFact] = (Attempt + 1).ToString(CultureInfo.InvariantCulture),
            [RefusedFact] = refusedSince?.ToString("O", CultureInfo.InvariantCulture) ?? "",
        },
    };
}

/// <summary>A message with its place in the spool.</summary>
/// <param name="Sequence">From 1, never given twice, with gaps after a failed write.</param>
/// <param name="AcceptTime">When the platform was told that it is safe; whole milliseconds.</param>
/// <param name="Message">The message.</param>
public sealed record SpoolRecord(long Sequence, DateTimeOffset AcceptTime, SpoolMessage Message);
