using System.Collections.Immutable;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Lifecycles;

namespace OrderBridge.Fulfilment;

/// <summary>How slices answer.</summary>
internal static class FulfilmentDecisions
{
    /// <summary>Accepts events; each gets the state that the facts give once it is in them.</summary>
    public static Decision Accept(FulfilmentOrder order, DateTimeOffset now, params ReadOnlySpan<FulfilmentEvent> events)
    {
        var accepted = ImmutableArray.CreateBuilder<IDomainEvent>(events.Length);
        foreach (var happened in events)
        {
            var named = happened with { NewState = StateAfter(order, happened, now) };
            accepted.Add(named);
            order = order.Apply(named, now);
        }

        return Decision.Accept(accepted.ToImmutable());
    }

    public static FulfilmentState StateAfter(FulfilmentOrder order, FulfilmentEvent happened, DateTimeOffset now) =>
        FulfilmentStates.Of(order.Absorb(happened, now));

    public static Refusal WrongState(FulfilmentOrder order, string action, string fix) => Refusal
        .State(FulfilmentReasons.FulfilmentStateWrong, $"Fulfilment order {order.Id} is {StateWords.Of(order.State)}: {action} is not possible. {fix}")
        .With("state", StateWords.Of(order.State));

    public static Refusal Required(string field, string what) => Refusal.Invalid(
        FulfilmentReasons.FieldRequired, $"Give {what}: {field} is not set.",
        new FieldViolation(field, FulfilmentReasons.FieldRequired, $"Give {what}."));
}
