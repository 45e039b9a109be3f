using System.Collections.Immutable;
using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Fulfilment.Tasks;

/// <summary>Which events are tasks for a warehouse. Pure: the stream of tasks is a view of the journal.</summary>
public static class FulfilmentTasks
{
    /// <param name="eventId">Becomes the task's id.</param>
    /// <param name="after">The fulfilment order or shipment with the event applied; a later state serves too, except for lines of a cancellation.</param>
    /// <returns>Null when the event asks nothing of a warehouse.</returns>
    public static FulfilmentTask? Of(string eventId, IDomainEvent happened, IAggregate after) => (happened, after) switch
    {
        (FulfilmentEvent e, FulfilmentOrder order) => Of(eventId, e, order),
        (InterceptRequested e, Shipment { WarehouseId.Length: > 0 } shipment) => new FulfilmentTask(
            eventId, FulfilmentTaskKind.Intercept, shipment.FulfilmentId, shipment.OrderId, shipment.WarehouseId, 1,
            shipment.Links[0].Lines, e.Reason, shipment.CarrierCode, shipment.TrackingNumber),
        _ => null,
    };

    private static FulfilmentTask? Of(string eventId, FulfilmentEvent happened, FulfilmentOrder order)
    {
        return happened switch
        {
            FulfilmentDispatched e => Task(FulfilmentTaskKind.Create, order.Remaining(), "") with { Attempt = e.Attempt },
            _ when order.Attempt == 0 => null,
            FulfilmentCancelRequested e => Task(FulfilmentTaskKind.Cancel, e.Lines.IsEmpty ? order.Remaining() : e.Lines, e.Reason),
            FulfilmentShortageResolved { Option: not ShortageOption.Wait } e => Task(FulfilmentTaskKind.Cancel, e.Lines, "SHORTAGE"),
            FulfilmentClosed e when order.ShortQuantity > 0 && !order.IsFinalReported =>
                Task(FulfilmentTaskKind.Cancel, order.Remaining(), e.Reason),
            FulfilmentHeld e => Task(FulfilmentTaskKind.Hold, [], e.Reason),
            FulfilmentResumed => Task(FulfilmentTaskKind.Resume, [], ""),
            _ => null,
        };

        FulfilmentTask Task(FulfilmentTaskKind kind, ImmutableArray<LineQuantity> lines, string reason) =>
            new(eventId, kind, order.Id, order.OrderId, order.WarehouseId, order.Attempt, lines, reason, "", "");
    }
}
