using OrderBridge.Fulfilment;
using OrderBridge.Kernel.Journaling;
using EventsV1 = OrderBridge.Contracts.Events.V1;
using FulfilmentV1 = OrderBridge.Contracts.Fulfilment.V1;
using Payload = OrderBridge.Contracts.Events.V1.Event.PayloadOneofCase;

namespace OrderBridge.Server.WireFormat;

/// <content>Events of parcels.</content>
public sealed partial class EventCodec
{
    private static EventsV1.Event? ShipmentToWire(IDomainEvent happened) =>
        happened is ShipmentEvent e ? ShipmentToWire(e, ShipmentEnums.State.ToWire(e.NewState)) : null;

    private static EventsV1.Event? ShipmentToWire(ShipmentEvent happened, FulfilmentV1.ShipmentState state) => happened switch
    {
        ShipmentSighted e => new()
        {
            ShipmentSighted = new()
            {
                NewState = state,
                ShipmentId = e.ShipmentId,
                CarrierCode = e.CarrierCode,
                TrackingNumber = e.TrackingNumber,
                Clocks = ClockWire.Write(e.Times),
            },
        },
        ShipmentCreated e => new() { ShipmentCreated = Created(e, state) },
        TrackingRecorded e => new()
        {
            TrackingRecorded = new() { NewState = state, TrackingEvent = ShipmentWire.Entry(e.Entry), Source = e.Entry.Source },
        },
        InterceptRequested e => new() { InterceptRequested = new() { NewState = state, InterceptReason = e.Reason, RequestedBy = e.RequestedBy } },
        InterceptConfirmed e => new() { InterceptConfirmed = new() { NewState = state, ReportId = e.ReportId, ReportTime = e.ReportTime.ToWire() } },
        InterceptFailed e => new()
        {
            InterceptFailed = new() { NewState = state, FailReason = e.Reason, ReportId = e.ReportId, ReportTime = e.ReportTime.ToWire() },
        },
        ParcelWrittenOff e => new() { ParcelWrittenOff = new() { NewState = state, WriteOffReason = e.Reason, DecidedBy = e.DecidedBy } },
        ParcelGoodsReceivedBack e => new()
        {
            ParcelGoodsReceivedBack = new()
            {
                NewState = state,
                WarehouseId = e.WarehouseId,
                Lines = { e.Lines.Each(BackOf) },
                ReportId = e.ReportId,
                ReportTime = e.ReportTime.ToWire(),
            },
        },
        _ => IncidentToWire(happened, state),
    };

    private static EventsV1.Event? IncidentToWire(ShipmentEvent happened, FulfilmentV1.ShipmentState state) => happened switch
    {
        IncidentOpened e => new()
        {
            IncidentOpened = new()
            {
                NewState = state, IncidentId = e.IncidentId, IncidentCode = e.Code, EventKey = e.EventKey, Description = e.Description,
            },
        },
        IncidentContacted e => new()
        {
            IncidentContacted = new() { NewState = state, IncidentId = e.IncidentId, Party = ShipmentEnums.IncidentParty.ToWire(e.Party), Note = e.Note },
        },
        IncidentEscalated e => new() { IncidentEscalated = new() { NewState = state, IncidentId = e.IncidentId, Count = e.Count } },
        IncidentResolved e => new()
        {
            IncidentResolved = new() { NewState = state, IncidentId = e.IncidentId, Option = ShipmentEnums.IncidentOption.ToWire(e.Option), Note = e.Note },
        },
        _ => null,
    };

    private static IDomainEvent? ShipmentFromWire(EventsV1.Event wire) => wire.PayloadCase switch
    {
        Payload.ShipmentSighted when wire.ShipmentSighted is var e => new ShipmentSighted(
            e.ShipmentId, e.CarrierCode, e.TrackingNumber, ClockWire.Read(e.Clocks)) { NewState = Read(e.NewState) },
        Payload.ShipmentCreated => Created(wire.ShipmentCreated),
        Payload.TrackingRecorded when wire.TrackingRecorded is var e => new TrackingRecorded(EntryOf(e)) { NewState = Read(e.NewState) },
        Payload.IncidentOpened when wire.IncidentOpened is var e => new IncidentOpened(
            e.IncidentId, e.IncidentCode, e.EventKey, e.Description) { NewState = Read(e.NewState) },
        Payload.IncidentContacted when wire.IncidentContacted is var e => new IncidentContacted(
            e.IncidentId, ShipmentEnums.IncidentParty.Read(e.Party), e.Note) { NewState = Read(e.NewState) },
        Payload.IncidentEscalated when wire.IncidentEscalated is var e => new IncidentEscalated(e.IncidentId, e.Count) { NewState = Read(e.NewState) },
        Payload.IncidentResolved when wire.IncidentResolved is var e => new IncidentResolved(
            e.IncidentId, ShipmentEnums.IncidentOption.Read(e.Option), e.Note) { NewState = Read(e.NewState) },
        Payload.InterceptRequested when wire.InterceptRequested is var e => new InterceptRequested(
            e.InterceptReason, e.RequestedBy) { NewState = Read(e.NewState) },
        Payload.InterceptConfirmed when wire.InterceptConfirmed is var e => new InterceptConfirmed(
            e.ReportId, e.ReportTime.Read()) { NewState = Read(e.NewState) },
        Payload.InterceptFailed when wire.InterceptFailed is var e => new InterceptFailed(
            e.FailReason, e.ReportId, e.ReportTime.Read()) { NewState = Read(e.NewState) },
        Payload.ParcelWrittenOff when wire.ParcelWrittenOff is var e => new ParcelWrittenOff(
            e.WriteOffReason, e.DecidedBy) { NewState = Read(e.NewState) },
        Payload.ParcelGoodsReceivedBack when wire.ParcelGoodsReceivedBack is var e => new ParcelGoodsReceivedBack(
            e.WarehouseId, e.Lines.Read(BackOf), e.ReportId, e.ReportTime.Read()) { NewState = Read(e.NewState) },
        _ => null,
    };

    private static EventsV1.ShipmentCreated Created(ShipmentCreated e, FulfilmentV1.ShipmentState state) => new()
    {
        NewState = state,
        ShipmentId = e.ShipmentId,
        OrderId = e.OrderId,
        FulfilmentId = e.FulfilmentId,
        PackageId = e.PackageId,
        WarehouseId = e.WarehouseId,
        CarrierCode = e.CarrierCode,
        TrackingNumber = e.TrackingNumber,
        Lines = { e.Lines.Each(ShipmentWire.Line) },
        WeightGrams = e.WeightGrams,
        DeclaredValue = e.DeclaredValue.ToWire(),
        Clocks = ClockWire.Write(e.Times),
    };

    private static ShipmentCreated Created(EventsV1.ShipmentCreated e) => new(
        e.ShipmentId,
        e.OrderId,
        e.FulfilmentId,
        e.PackageId,
        e.WarehouseId,
        e.CarrierCode,
        e.TrackingNumber,
        e.Lines.Read(ShipmentWire.Read),
        e.WeightGrams,
        e.DeclaredValue.Read(),
        ClockWire.Read(e.Clocks))
    {
        NewState = Read(e.NewState),
    };

    private static TrackingEntry EntryOf(EventsV1.TrackingRecorded e) => e.TrackingEvent is { } scan
        ? ShipmentWire.Read(
            scan,
            ShipmentEnums.TrackingStatus.Read(scan.Status),
            ShipmentEnums.DeliveryMode.Read(scan.DeliveryMode),
            scan.EventTime.Read(),
            e.Source)
        : throw new InvalidDataException("A scan was recorded and the event does not hold it.");

    private static EventsV1.ReceivedBackLine BackOf(ReturnedLine line) => new()
    {
        LineId = line.LineId, SkuId = line.SkuId, Quantity = line.Quantity, Disposition = ShipmentEnums.Disposition.ToWire(line.Disposition),
    };

    private static ReturnedLine BackOf(EventsV1.ReceivedBackLine line) =>
        new(line.LineId, line.SkuId, line.Quantity, ShipmentEnums.Disposition.Read(line.Disposition));

    private static ShipmentState Read(FulfilmentV1.ShipmentState state) => ShipmentEnums.State.Read(state);
}
