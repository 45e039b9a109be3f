using OrderBridge.Fulfilment;
using OrderBridge.Orders;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Stock;
using OrderBridge.Stock.Lifecycle;

namespace OrderBridge.Architecture.Tests.Documenting;

/// <summary>Every deadline with its default, read from the options that hold it.</summary>
internal static class TimersDocument
{
    private static readonly OrderOptions Orders = new();
    private static readonly FulfilmentTimes Work = FulfilmentTimes.Default;
    private static readonly ShipmentTimes Parcels = ShipmentTimes.Default;

    public static Markdown Write() => new Markdown()
        .Block("# Deadlines and their defaults")
        .Block("<!-- Written by eng/docs/refresh from the options in code. Change the default there, not this file. -->")
        .Block("A deadline is stored with the thing it belongs to when it starts, so a changed option moves no clock that runs. Rows of the table "
            + "`timers` are derived from states; a worker looks for due rows every 250 ms. Sources such as S1-3 are lines of the source "
            + "specifications; \"assumption\" marks a number that they do not give. An escalation is an event for people and tools; it doubles the wait "
            + "until the next one.")
        .Table(["Timer", "Default", "Owner", "Option", "Starts", "When it comes due", "Source"],
        [
            Row(OrderTimers.PaymentOnline, Orders.OnlinePayment, "order", "Orders:OnlinePayment", "the hub receives the order", "cancelled, stock released (O19, O24)", "S1-3"),
            Row(OrderTimers.PaymentPromotion, Orders.PromotionPayment, "order", "Orders:PromotionPayment", "the hub receives an order of a campaign", "cancelled, stock released (O19, O24)", "S1-30"),
            [$"`{OrderTimers.PaymentReminder}`", $"at {Orders.PaymentReminderAt:P0} of the clock", "order", "`Orders:PaymentReminderAt`", "with the payment clock", "noted in the journal, once", "timer table of the specifications"],
            Row(OrderTimers.ReviewWarning, Orders.ReviewWarning, "order", "Orders:ReviewWarning", "a hold is placed", "noted in the journal, once", "S1-7"),
            Row(OrderTimers.Review, Orders.ReviewBreach, "order", "Orders:ReviewBreach", "a hold is placed", "noted in the journal, once", "S1-7; × ReviewPeakFactor at a peak"),
            Row(OrderTimers.Route, Orders.Routing, "order", "Orders:Routing", "approved; in FULFILLING, when pieces are held that no warehouse has", "noted in the journal and tried again, once", "order lifecycle O5"),
            Row(OrderTimers.StockPromise, Orders.StockPromise, "order", "Orders:StockPromise", "queued for stock", "noted in the journal, once", "assumption"),
            Row(OrderTimers.CancelAnswer, Orders.CancelAnswer, "order", "Orders:CancelAnswer", "cancellation asked", "noted in the journal, once", "order lifecycle O16"),
            Row(OrderTimers.AutoConfirm, Orders.AutoConfirm, "order", "Orders:AutoConfirm", "last parcel delivered", "completed (O14)", "S0-17, S2-12; length is an assumption (A5)"),
            [$"`{ReservationLifecycle.ExpiryTimer}`", "as asked; at most " + Length(new StockOptions().HoldMax), "reservation", "`Stock:HoldMax`", "reserved", "expired, stock free (V6)", "S2-7"],
            Row(FulfilmentTimers.Dispatch, Work.Dispatch, "fulfilment order", "Routing:Times:Dispatch", "created", "dispatched", "order lifecycle O5"),
            Row(FulfilmentTimers.Acknowledge, Work.Acknowledge, "fulfilment order", "Routing:Times:Acknowledge", "task sent", $"sent again, {Work.AttemptsMax} times in all; then EXCEPTION", "fulfilment lifecycle"),
            Row(FulfilmentTimers.Work, Work.WorkStep, "fulfilment order", "Routing:Times:WorkStep", "each step", "escalated", "assumption"),
            Row(FulfilmentTimers.Handover, Work.Handover, "fulfilment order", "Routing:Times:Handover", "ready for the carrier", "escalated", "assumption"),
            Row(FulfilmentTimers.Remainder, Work.Remainder, "fulfilment order", "Routing:Times:Remainder", "partly shipped", "escalated", "assumption"),
            Row(FulfilmentTimers.Shortage, Work.Shortage, "fulfilment order", "Routing:Times:Shortage", "shortage reported", "escalated", "S1-27"),
            Row(FulfilmentTimers.CancelAnswer, Work.CancelAnswer, "fulfilment order", "Routing:Times:CancelAnswer", "cancellation asked", "escalated", "order lifecycle O16"),
            Row(FulfilmentTimers.Hold, Work.Hold, "fulfilment order", "Routing:Times:Hold", "held", "escalated", "S1-27 (assumption)"),
            Row(FulfilmentTimers.Exception, Work.Exception, "fulfilment order", "Routing:Times:Exception", "exception", "escalated", "S1-27"),
            Row(ShipmentTimers.NoData, Parcels.NoData, "shipment", "Shipments:NoData", "label made", "incident", "S1-14; Kuaidi100's limit"),
            Row(ShipmentTimers.NoMove, Parcels.NoMove, "shipment", "Shipments:NoMove", "last scan", "incident", "S1-14; Kuaidi100's limit"),
            Row(ShipmentTimers.Incident, Parcels.Incident, "shipment", "Shipments:Incident", "incident opened", "escalated", "S1-14"),
            Row(ShipmentTimers.InterceptAnswer, Parcels.InterceptAnswer, "shipment", "Shipments:InterceptAnswer", "intercept asked", "incident", "assumption"),
            Row(ShipmentTimers.ReturnReceipt, Parcels.ReturnReceipt, "shipment", "Shipments:ReturnReceipt", "returned, or intercepted", "incident", "order lifecycle O22"),
        ]);

    private static string[] Row(string timer, TimeSpan length, string owner, string option, string starts, string then, string source) =>
        [$"`{timer}`", Length(length), owner, $"`{option}`", starts, then, source];

    private static string Length(TimeSpan length) => length switch
    {
        { Ticks: var t } when t % TimeSpan.TicksPerDay == 0 && t > TimeSpan.TicksPerDay => $"{length.TotalDays:0} d",
        { Ticks: var t } when t % TimeSpan.TicksPerHour == 0 => $"{length.TotalHours:0} h",
        _ => $"{length.TotalMinutes:0} min",
    };
}
