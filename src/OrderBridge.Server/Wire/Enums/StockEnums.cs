using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Stock.Ports;
using DomainCounting = OrderBridge.Stock.Counting;
using DomainLifecycle = OrderBridge.Stock.Lifecycle;
using DomainPorts = OrderBridge.Stock.Ports;
using StockV1 = OrderBridge.Contracts.Stock.V1;

namespace OrderBridge.Server.WireFormat;

/// <summary>Enums of stock.</summary>
public static class StockEnums
{
    public static EnumMap<ReservationState, StockV1.ReservationState> ReservationState { get; } = new(
        (DomainLifecycle.ReservationState.Unspecified, StockV1.ReservationState.Unspecified),
        (DomainLifecycle.ReservationState.Active, StockV1.ReservationState.Active),
        (DomainLifecycle.ReservationState.Committed, StockV1.ReservationState.Committed),
        (DomainLifecycle.ReservationState.Allocated, StockV1.ReservationState.Allocated),
        (DomainLifecycle.ReservationState.Consumed, StockV1.ReservationState.Consumed),
        (DomainLifecycle.ReservationState.Expired, StockV1.ReservationState.Expired),
        (DomainLifecycle.ReservationState.Released, StockV1.ReservationState.Released));

    public static EnumMap<MovementKind, StockV1.MovementKind> MovementKind { get; } = new(
        (DomainCounting.MovementKind.Unspecified, StockV1.MovementKind.Unspecified),
        (DomainCounting.MovementKind.Reserve, StockV1.MovementKind.Reserve),
        (DomainCounting.MovementKind.Release, StockV1.MovementKind.Release),
        (DomainCounting.MovementKind.Expire, StockV1.MovementKind.Expire),
        (DomainCounting.MovementKind.Consume, StockV1.MovementKind.Consume),
        (DomainCounting.MovementKind.Receipt, StockV1.MovementKind.Receipt),
        (DomainCounting.MovementKind.Count, StockV1.MovementKind.Count),
        (DomainCounting.MovementKind.Damage, StockV1.MovementKind.Damage),
        (DomainCounting.MovementKind.Return, StockV1.MovementKind.Return),
        (DomainCounting.MovementKind.Transfer, StockV1.MovementKind.Transfer),
        (DomainCounting.MovementKind.Correction, StockV1.MovementKind.Correction),
        (DomainCounting.MovementKind.Policy, StockV1.MovementKind.SafetyStock));

    /// <summary>UNSPECIFIED is read as ALL_OR_NOTHING.</summary>
    public static EnumMap<ReserveMode, StockV1.ReserveMode> ReserveMode { get; } = new(
        (DomainPorts.ReserveMode.AllOrNothing, StockV1.ReserveMode.AllOrNothing),
        (DomainPorts.ReserveMode.FillWhatYouCan, StockV1.ReserveMode.Fill));
}
