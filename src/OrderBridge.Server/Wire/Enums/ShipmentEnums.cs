using OrderBridge.Fulfilment;
using Domain = OrderBridge.Fulfilment;
using FulfilmentV1 = OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.Server.WireFormat;

/// <summary>Enums of parcels.</summary>
public static class ShipmentEnums
{
    public static EnumMap<ShipmentState, FulfilmentV1.ShipmentState> State { get; } = new(
        (ShipmentState.Unspecified, FulfilmentV1.ShipmentState.Unspecified),
        (ShipmentState.LabelCreated, FulfilmentV1.ShipmentState.LabelCreated),
        (ShipmentState.PickedUp, FulfilmentV1.ShipmentState.PickedUp),
        (ShipmentState.InTransit, FulfilmentV1.ShipmentState.InTransit),
        (ShipmentState.Customs, FulfilmentV1.ShipmentState.Customs),
        (ShipmentState.OutForDelivery, FulfilmentV1.ShipmentState.OutForDelivery),
        (ShipmentState.ReadyForPickup, FulfilmentV1.ShipmentState.ReadyForPickup),
        (ShipmentState.Delivered, FulfilmentV1.ShipmentState.Delivered),
        (ShipmentState.AttemptFailed, FulfilmentV1.ShipmentState.AttemptFailed),
        (ShipmentState.Exception, FulfilmentV1.ShipmentState.Exception),
        (ShipmentState.Refused, FulfilmentV1.ShipmentState.Refused),
        (ShipmentState.Returning, FulfilmentV1.ShipmentState.Returning),
        (ShipmentState.Returned, FulfilmentV1.ShipmentState.Returned),
        (ShipmentState.Intercepting, FulfilmentV1.ShipmentState.Intercepting),
        (ShipmentState.Intercepted, FulfilmentV1.ShipmentState.Intercepted),
        (ShipmentState.InterceptFailed, FulfilmentV1.ShipmentState.InterceptFailed),
        (ShipmentState.Lost, FulfilmentV1.ShipmentState.Lost),
        (ShipmentState.Damaged, FulfilmentV1.ShipmentState.Damaged));

    public static EnumMap<TrackingStatus, FulfilmentV1.TrackingStatus> TrackingStatus { get; } = new(
        (Domain.TrackingStatus.Unspecified, FulfilmentV1.TrackingStatus.Unspecified),
        (Domain.TrackingStatus.Unrecognised, FulfilmentV1.TrackingStatus.Unrecognised),
        (Domain.TrackingStatus.Information, FulfilmentV1.TrackingStatus.Information),
        (Domain.TrackingStatus.LabelCreated, FulfilmentV1.TrackingStatus.LabelCreated),
        (Domain.TrackingStatus.PickedUp, FulfilmentV1.TrackingStatus.PickedUp),
        (Domain.TrackingStatus.InTransit, FulfilmentV1.TrackingStatus.InTransit),
        (Domain.TrackingStatus.Customs, FulfilmentV1.TrackingStatus.Customs),
        (Domain.TrackingStatus.OutForDelivery, FulfilmentV1.TrackingStatus.OutForDelivery),
        (Domain.TrackingStatus.ReadyForPickup, FulfilmentV1.TrackingStatus.ReadyForPickup),
        (Domain.TrackingStatus.Delivered, FulfilmentV1.TrackingStatus.Delivered),
        (Domain.TrackingStatus.AttemptFailed, FulfilmentV1.TrackingStatus.AttemptFailed),
        (Domain.TrackingStatus.Exception, FulfilmentV1.TrackingStatus.Exception),
        (Domain.TrackingStatus.Refused, FulfilmentV1.TrackingStatus.Refused),
        (Domain.TrackingStatus.Returning, FulfilmentV1.TrackingStatus.Returning),
        (Domain.TrackingStatus.Returned, FulfilmentV1.TrackingStatus.Returned),
        (Domain.TrackingStatus.Intercepted, FulfilmentV1.TrackingStatus.Intercepted),
        (Domain.TrackingStatus.InterceptFailed, FulfilmentV1.TrackingStatus.InterceptFailed),
        (Domain.TrackingStatus.Lost, FulfilmentV1.TrackingStatus.Lost),
        (Domain.TrackingStatus.Damaged, FulfilmentV1.TrackingStatus.Damaged));

    public static EnumMap<DeliveryMode, FulfilmentV1.DeliveryMode> DeliveryMode { get; } = new(
        (Domain.DeliveryMode.Unspecified, FulfilmentV1.DeliveryMode.Unspecified),
        (Domain.DeliveryMode.Self, FulfilmentV1.DeliveryMode.Self),
        (Domain.DeliveryMode.Proxy, FulfilmentV1.DeliveryMode.Proxy),
        (Domain.DeliveryMode.Locker, FulfilmentV1.DeliveryMode.Locker),
        (Domain.DeliveryMode.AfterException, FulfilmentV1.DeliveryMode.AfterException));

    public static EnumMap<ReturnDisposition, FulfilmentV1.Disposition> Disposition { get; } = new(
        (ReturnDisposition.Unspecified, FulfilmentV1.Disposition.Unspecified),
        (ReturnDisposition.Sellable, FulfilmentV1.Disposition.Sellable),
        (ReturnDisposition.Defective, FulfilmentV1.Disposition.Defective),
        (ReturnDisposition.CustomerDamaged, FulfilmentV1.Disposition.CustomerDamaged),
        (ReturnDisposition.CarrierDamaged, FulfilmentV1.Disposition.CarrierDamaged),
        (ReturnDisposition.FulfillerDamaged, FulfilmentV1.Disposition.FulfillerDamaged),
        (ReturnDisposition.Missing, FulfilmentV1.Disposition.Missing));

    public static EnumMap<IncidentOption, FulfilmentV1.IncidentOption> IncidentOption { get; } = new(
        (Domain.IncidentOption.Unspecified, FulfilmentV1.IncidentOption.Unspecified),
        (Domain.IncidentOption.ReRoute, FulfilmentV1.IncidentOption.ReRoute),
        (Domain.IncidentOption.SelfPickup, FulfilmentV1.IncidentOption.SelfPickup),
        (Domain.IncidentOption.Reship, FulfilmentV1.IncidentOption.Reship),
        (Domain.IncidentOption.Reschedule, FulfilmentV1.IncidentOption.Reschedule),
        (Domain.IncidentOption.Claim, FulfilmentV1.IncidentOption.Claim),
        (Domain.IncidentOption.Delivered, FulfilmentV1.IncidentOption.Delivered),
        (Domain.IncidentOption.Superseded, FulfilmentV1.IncidentOption.Superseded));

    public static EnumMap<IncidentParty, FulfilmentV1.IncidentParty> IncidentParty { get; } = new(
        (Domain.IncidentParty.Unspecified, FulfilmentV1.IncidentParty.Unspecified),
        (Domain.IncidentParty.Carrier, FulfilmentV1.IncidentParty.Carrier),
        (Domain.IncidentParty.Buyer, FulfilmentV1.IncidentParty.Buyer));
}
