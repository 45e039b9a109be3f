using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrderBridge.Flows.Arriving;
using OrderBridge.Flows.Delivering;
using OrderBridge.Flows.Holding;
using OrderBridge.Flows.Restocking;
using OrderBridge.Flows.Routing;
using OrderBridge.Flows.Running;
using OrderBridge.Flows.Shipping;
using OrderBridge.Flows.Stopping;
using OrderBridge.Flows.Timing;
using OrderBridge.Fulfilment;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Leasing;
using OrderBridge.Orders;
using OrderBridge.Orders.Cancellations;
using OrderBridge.Orders.Intake;
using OrderBridge.Orders.Paying;
using OrderBridge.Orders.Ports;
using OrderBridge.Orders.Progressing;
using OrderBridge.Orders.Reshipping;
using OrderBridge.Orders.Reviewing;

namespace OrderBridge.Flows;

/// <summary>Wires orders, fulfilment and what spans modules. The host brings storage, the codec, stock and a clock.</summary>
public static class FlowsModule
{
    /// <summary>Everything but the workers: tests drive the runners themselves.</summary>
    public static IServiceCollection AddOrderFlows(this IServiceCollection services)
    {
        services.TryAddSingleton(new OrderOptions());
        services.TryAddSingleton(new RoutingOptions());
        services.TryAddSingleton(new FlowOptions());
        services.TryAddSingleton(ShipmentTimes.Default);
        services.TryAddSingleton<ILeases>(SoleOwner.Instance);
        services.AddSingleton<UnitOfWork>();
        services.AddSingleton<WarehouseDirectory>();
        services.AddSingleton<IStockHolds, StockHolds>();
        services.AddSingleton<OrderSteps>().AddSingleton<OrderPaying>().AddSingleton<OrderCancelling>().AddSingleton<OrderReviewing>();
        services.AddSingleton<OrderReshipping>().AddSingleton<OrderRevising>().AddSingleton<OrderProgress>();
        services.AddSingleton<OrderIntake>().AddSingleton<OrderCommands>();
        services.AddSingleton<FulfilmentCommands>();
        services.AddSingleton<ShipmentCommands>();
        services.AddSingleton<ReturnedGoods>();
        services.AddSingleton<Rejections>().AddSingleton<StopRequests>();
        services.AddSingleton<IFlow, RouteOrder>().AddSingleton<IFlow, BookShipped>().AddSingleton<IFlow, FollowShipment>();
        services.AddSingleton<IFlow, AskWarehouseToStop>().AddSingleton<IFlow, FollowStop>().AddSingleton<IFlow, FollowShortage>();
        services.AddSingleton<IFlow>(p => p.GetRequiredService<ReturnedGoods>()).AddSingleton<IFlow, ServeWaitingOrders>();
        services.AddSingleton<FlowKeys>().AddSingleton<FlowRunner>().AddSingleton<TimerRunner>();
        return services;
    }

    /// <summary>The workers that drive flows and timers in a running hub.</summary>
    public static IServiceCollection AddFlowWorkers(this IServiceCollection services) =>
        services.AddHostedService<FlowWorker>().AddHostedService<TimerWorker>();
}
