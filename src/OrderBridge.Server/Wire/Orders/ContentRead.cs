using OrderBridge.Kernel.Deciding;
using OrderBridge.Orders.Content;

namespace OrderBridge.Server.WireFormat;

/// <summary>What a channel's message says, and what of it could not be read at all.</summary>
/// <param name="Content">Complete: what was absent is empty, so that the content rules name it.</param>
/// <param name="Violations">Times outside the calendar and enum numbers nobody knows; empty for a readable message.</param>
public readonly record struct ContentRead(OrderContent Content, ImmutableArray<FieldViolation> Violations)
{
    public bool IsReadable => Violations.IsEmpty;
}
