namespace OrderBridge.Kafka.Topics;

/// <summary>The topics. Names are a contract; <c>v1</c> grows when a value's meaning does.</summary>
public static class TopicNames
{
    public const string FulfilmentTasks = "orderbridge.fulfilment-tasks.v1";

    public const string Orders = "orderbridge.orders.v1";

    public const string Stock = "orderbridge.stock.v1";

    public const string Fulfilment = "orderbridge.fulfilment.v1";

    public const string Shipments = "orderbridge.shipments.v1";

    public const string StockLevels = "orderbridge.stock-levels.v1";

    /// <summary>How far relays are, written with what they sent. The hub's own business; readable by anyone.</summary>
    public const string RelayCursors = "orderbridge.relay-cursors.v1";

    public const string WarehouseReports = "orderbridge.warehouse-reports.v1";

    public const string TrackingEvents = "orderbridge.tracking-events.v1";

    /// <summary>Where messages of a topic go that can become nothing.</summary>
    public static string DeadLetter(string topic) => topic + ".dead-letter";

    /// <summary>Topic of an aggregate's events. A kind without one of its own goes with orders: lost would be worse.</summary>
    public static string OfKind(string aggregateKind) => aggregateKind switch
    {
        "reservation" or "stock_item" => Stock,
        "fulfilment_order" => Fulfilment,
        "shipment" => Shipments,
        _ => Orders,
    };
}
