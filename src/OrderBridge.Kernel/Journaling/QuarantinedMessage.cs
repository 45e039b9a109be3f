using OrderBridge.Kernel.Identifying;

namespace OrderBridge.Kernel.Journaling;

/// <summary>A message that could not become anything, kept with the reason.</summary>
/// <param name="Id">Stable: the same message is kept once.</param>
/// <param name="Source">Where it came from, as in <c>shopify/shop-1</c>.</param>
/// <param name="Reason">Upper snake case.</param>
/// <param name="Message">Sentence with the fix.</param>
/// <param name="RawHash">Key of the kept bytes; empty when there were none.</param>
public sealed record QuarantinedMessage(string Id, string Source, string Reason, string Message, string RawHash)
{
    /// <summary>Id of a message that is known by its bytes alone.</summary>
    public static string IdOf(RawPayload raw) => StableId.Of("qua", raw.Hash);
}
