using OrderBridge.Fulfilment;
using OrderBridge.Kernel.Journaling;
using EventsV1 = OrderBridge.Contracts.Events.V1;
using FulfilmentV1 = OrderBridge.Contracts.Fulfilment.V1;
using Payload = OrderBridge.Contracts.Events.V1.Event.PayloadOneofCase;

namespace OrderBridge.Server.WireFormat;

/// <content>Events of fulfilment orders.</content>
public sealed partial class EventCodec
{
    private static EventsV1.Event? FulfilmentToWire(IDomainEvent happened) =>
        happened is FulfilmentEvent e ? FulfilmentToWire(e, FulfilmentEnums.State.ToWire(e.NewState)) : null;

    private static EventsV1.Event? FulfilmentToWire(FulfilmentEvent happened, FulfilmentV1.FulfilmentState state) => happened switch
    {
        FulfilmentCreated e => new() { FulfilmentCreated = Created(e, state) },
        FulfilmentDispatched e => new() { FulfilmentDispatched = new() { NewState = state, Attempt = e.Attempt } },
        FulfilmentProgressed e => new()
        {
            FulfilmentProgressed = new()
            {
                NewState = state,
                ReportedState = FulfilmentEnums.State.ToWire(e.ReportedState),
                ReportId = e.ReportId,
                ReportTime = e.ReportTime.ToWire(),
                WaveId = e.WaveId,
                Note = e.Note,
                IsLate = e.IsLate,
                Lots = { e.Lots.Each(LotWire.Write) },
            },
        },
        FulfilmentPartiallyShipped e => new()
        {
            FulfilmentPartiallyShipped = new()
            {
                NewState = state,
                Packages = { e.Packages.Each(PackageOf) },
                ReportId = e.ReportId,
                ReportTime = e.ReportTime.ToWire(),
                Lots = { e.Lots.Each(LotWire.Write) },
            },
        },
        FulfilmentShipped e => new()
        {
            FulfilmentShipped = new()
            {
                NewState = state,
                Packages = { e.Packages.Each(PackageOf) },
                IsFinal = e.IsFinal,
                ReportId = e.ReportId,
                ReportTime = e.ReportTime.ToWire(),
                Lots = { e.Lots.Each(LotWire.Write) },
            },
        },
        _ => FulfilmentStopToWire(happened, state),
    };

    private static EventsV1.Event? FulfilmentStopToWire(FulfilmentEvent happened, FulfilmentV1.FulfilmentState state) => happened switch
    {
        FulfilmentShort e => new()
        {
            FulfilmentShort = new()
            {
                NewState = state,
                Lines = { e.Lines.Each(ShipmentWire.Line) },
                ShortageReason = e.Reason,
                ContentHash = e.ContentHash,
                ReportId = e.ReportId,
                ReportTime = e.ReportTime.ToWire(),
            },
        },
        FulfilmentShortageResolved e => new()
        {
            FulfilmentShortageResolved = new()
            {
                NewState = state, Option = FulfilmentEnums.ShortageOption.ToWire(e.Option), Lines = { e.Lines.Each(ShipmentWire.Line) }, Note = e.Note,
            },
        },
        FulfilmentCancelRequested e => new()
        {
            FulfilmentCancelRequested = new()
            {
                NewState = state, CancelReason = e.Reason, RequestedBy = e.RequestedBy, Lines = { e.Lines.Each(ShipmentWire.Line) },
            },
        },
        FulfilmentCancelled e => new()
        {
            FulfilmentCancelled = new()
            {
                NewState = state, Lines = { e.Lines.Each(ShipmentWire.Line) }, ReportId = e.ReportId, ReportTime = e.ReportTime.ToWire(),
            },
        },
        FulfilmentCancelRefused e => new()
        {
            FulfilmentCancelRefused = new() { NewState = state, RefuseReason = e.Reason, ReportId = e.ReportId, ReportTime = e.ReportTime.ToWire() },
        },
        FulfilmentHeld e => new() { FulfilmentHeld = new() { NewState = state, HoldReason = e.Reason, RequestedBy = e.RequestedBy } },
        FulfilmentResumed e => new() { FulfilmentResumed = new() { NewState = state, RequestedBy = e.RequestedBy } },
        FulfilmentRejected e => new()
        {
            FulfilmentRejected = new() { NewState = state, RejectReason = e.Reason, ReportId = e.ReportId, ReportTime = e.ReportTime.ToWire() },
        },
        FulfilmentExceptionRaised e => new()
        {
            FulfilmentExceptionRaised = new()
            {
                NewState = state, ExceptionReason = e.Reason, Note = e.Note, ReportId = e.ReportId, ReportTime = e.ReportTime.ToWire(),
            },
        },
        FulfilmentExceptionCleared e => new() { FulfilmentExceptionCleared = new() { NewState = state, Note = e.Note } },
        FulfilmentEscalated e => new() { FulfilmentEscalated = new() { NewState = state, TimerKind = e.TimerKind, Count = e.Count } },
        FulfilmentClosed e => new() { FulfilmentClosed = new() { NewState = state, CloseReason = e.Reason } },
        _ => null,
    };

    private static IDomainEvent? FulfilmentFromWire(EventsV1.Event wire) => wire.PayloadCase switch
    {
        Payload.FulfilmentCreated => Created(wire.FulfilmentCreated),
        Payload.FulfilmentDispatched when wire.FulfilmentDispatched is var e => new FulfilmentDispatched(e.Attempt) { NewState = Read(e.NewState) },
        Payload.FulfilmentProgressed when wire.FulfilmentProgressed is var e => new FulfilmentProgressed(
            Read(e.ReportedState), e.ReportId, e.ReportTime.Read(), e.WaveId, e.Note, e.IsLate, e.Lots.Read(LotWire.Read)) { NewState = Read(e.NewState) },
        Payload.FulfilmentPartiallyShipped when wire.FulfilmentPartiallyShipped is var e => new FulfilmentPartiallyShipped(
            e.Packages.Read(PackageOf), e.ReportId, e.ReportTime.Read(), e.Lots.Read(LotWire.Read)) { NewState = Read(e.NewState) },
        Payload.FulfilmentShipped when wire.FulfilmentShipped is var e => new FulfilmentShipped(
            e.Packages.Read(PackageOf), e.IsFinal, e.ReportId, e.ReportTime.Read(), e.Lots.Read(LotWire.Read)) { NewState = Read(e.NewState) },
        Payload.FulfilmentShort when wire.FulfilmentShort is var e => new FulfilmentShort(
            e.Lines.Read(ShipmentWire.Read), e.ShortageReason, e.ReportId, e.ReportTime.Read()) { NewState = Read(e.NewState), ContentHash = e.ContentHash },
        Payload.FulfilmentShortageResolved when wire.FulfilmentShortageResolved is var e => new FulfilmentShortageResolved(
            FulfilmentEnums.ShortageOption.Read(e.Option), e.Lines.Read(ShipmentWire.Read), e.Note) { NewState = Read(e.NewState) },
        Payload.FulfilmentCancelRequested when wire.FulfilmentCancelRequested is var e => new FulfilmentCancelRequested(
            e.CancelReason, e.RequestedBy, e.Lines.Read(ShipmentWire.Read)) { NewState = Read(e.NewState) },
        Payload.FulfilmentCancelled when wire.FulfilmentCancelled is var e => new FulfilmentCancelled(
            e.Lines.Read(ShipmentWire.Read), e.ReportId, e.ReportTime.Read()) { NewState = Read(e.NewState) },
        Payload.FulfilmentCancelRefused when wire.FulfilmentCancelRefused is var e => new FulfilmentCancelRefused(
            e.RefuseReason, e.ReportId, e.ReportTime.Read()) { NewState = Read(e.NewState) },
        Payload.FulfilmentHeld when wire.FulfilmentHeld is var e => new FulfilmentHeld(e.HoldReason, e.RequestedBy) { NewState = Read(e.NewState) },
        Payload.FulfilmentResumed when wire.FulfilmentResumed is var e => new FulfilmentResumed(e.RequestedBy) { NewState = Read(e.NewState) },
        Payload.FulfilmentRejected when wire.FulfilmentRejected is var e => new FulfilmentRejected(
            e.RejectReason, e.ReportId, e.ReportTime.Read()) { NewState = Read(e.NewState) },
        Payload.FulfilmentExceptionRaised when wire.FulfilmentExceptionRaised is var e => new FulfilmentExceptionRaised(
            e.ExceptionReason, e.Note, e.ReportId, e.ReportTime.Read()) { NewState = Read(e.NewState) },
        Payload.FulfilmentExceptionCleared when wire.FulfilmentExceptionCleared is var e => new FulfilmentExceptionCleared(e.Note) { NewState = Read(e.NewState) },
        Payload.FulfilmentEscalated when wire.FulfilmentEscalated is var e => new FulfilmentEscalated(e.TimerKind, e.Count) { NewState = Read(e.NewState) },
        Payload.FulfilmentClosed when wire.FulfilmentClosed is var e => new FulfilmentClosed(e.CloseReason) { NewState = Read(e.NewState) },
        _ => null,
    };

    private static EventsV1.FulfilmentCreated Created(FulfilmentCreated e, FulfilmentV1.FulfilmentState state) => new()
    {
        NewState = state,
        FulfilmentId = e.FulfilmentId,
        OrderId = e.OrderId,
        ChannelId = e.ChannelId,
        WarehouseId = e.WarehouseId,
        ReservationId = e.ReservationId,
        Number = e.Number,
        Kind = FulfilmentEnums.Kind.ToWire(e.FulfilmentKind),
        Lines = { e.Lines.Each(l => new FulfilmentV1.FulfilmentLine { LineId = l.LineId, SkuId = l.SkuId, Name = l.Name, Quantity = l.Quantity }) },
        Recipient = e.Recipient.ToWire(),
        ShippingAddress = e.Destination.ToWire(),
        BuyerRemark = e.Remark,
        Priority = e.Priority,
        DeclaredValue = e.DeclaredValue.ToWire(),
        Clocks = ClockWire.Write(e.Times),
    };

    private static FulfilmentCreated Created(EventsV1.FulfilmentCreated e) => new(
        e.FulfilmentId,
        e.OrderId,
        e.ChannelId,
        e.WarehouseId,
        e.ReservationId,
        e.Number,
        FulfilmentEnums.Kind.Read(e.Kind),
        e.Lines.Read(l => new FulfilmentLine(l.LineId, l.SkuId, l.Name, l.Quantity)),
        e.Recipient.Read(),
        e.ShippingAddress.Read(),
        e.BuyerRemark,
        e.Priority,
        e.DeclaredValue.Read(),
        ClockWire.Read(e.Clocks))
    {
        NewState = Read(e.NewState),
    };

    private static EventsV1.PackageShipped PackageOf(PackageShipped package) => new()
    {
        PackageId = package.PackageId,
        CarrierCode = package.CarrierCode,
        TrackingNumber = package.TrackingNumber,
        WeightGrams = package.WeightGrams,
        Lines = { package.Lines.Each(ShipmentWire.Line) },
    };

    private static PackageShipped PackageOf(EventsV1.PackageShipped package) =>
        new(package.PackageId, package.CarrierCode, package.TrackingNumber, package.WeightGrams, package.Lines.Read(ShipmentWire.Read));

    private static FulfilmentState Read(FulfilmentV1.FulfilmentState state) => FulfilmentEnums.State.Read(state);
}
