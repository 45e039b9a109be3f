using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Fulfilment;

/// <summary>Who calls a command and what is kept of the call.</summary>
/// <param name="Actor">Role and name, as in <c>warehouse:wh-1</c>; no personal data.</param>
/// <param name="CauseId">Event id that led to it; empty when a call did.</param>
/// <param name="RequestId">The caller's request id; empty when it gave none.</param>
public sealed record CommandCall(string Actor, string CauseId = "", string RequestId = "")
{
    /// <summary>Recognises a repeat; null when the caller gave no request id.</summary>
    public RequestMark? Mark { get; init; }

    /// <summary>The bytes as they came; kept with the commit.</summary>
    public RawPayload? Raw { get; init; }

    /// <summary>The bytes as they came, where they are kept with a refusal only: what was accepted is in its events.</summary>
    public RawPayload? RawIfRefused { get; init; }

    /// <summary>Version that the caller has read (its etag); null when it does not care.</summary>
    public long? ExpectedVersion { get; init; }

    public EventContext At(DateTimeOffset now) => new(Actor, CauseId, RequestId, now);
}
