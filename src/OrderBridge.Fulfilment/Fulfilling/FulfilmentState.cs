namespace OrderBridge.Fulfilment;

/// <summary>Where a fulfilment order stands. Numbers are stored and sent: never reuse one.</summary>
public enum FulfilmentState
{
    Unspecified = 0,

    /// <summary>已生成: planned, the warehouse does not know it yet.</summary>
    Created = 1,

    /// <summary>已下发: the task was sent; the warehouse has not answered.</summary>
    Dispatched = 2,

    /// <summary>仓库接单 (ACCEPT).</summary>
    Accepted = 3,

    /// <summary>已编波次.</summary>
    Waved = 4,

    /// <summary>已打印 (PRINT).</summary>
    Printed = 5,

    /// <summary>拣货中 (PICK).</summary>
    Picking = 6,

    /// <summary>已拣货.</summary>
    Picked = 7,

    /// <summary>已复核 (CHECK).</summary>
    Checked = 8,

    /// <summary>已打包 (PACKAGE).</summary>
    Packed = 9,

    /// <summary>已称重 (WEIGH).</summary>
    Weighed = 10,

    /// <summary>待提货 (READY): waits for the carrier.</summary>
    Ready = 11,

    /// <summary>部分发货 (PARTDELIVERED): some quantity left, the rest is still worked on.</summary>
    PartiallyShipped = 12,

    /// <summary>已发货 (DELIVERED): nothing is left to do; part of it may be closed short or cancelled.</summary>
    Shipped = 13,

    /// <summary>缺货: quantity is missing and somebody must decide.</summary>
    Short = 14,

    /// <summary>挂起 (order.pending).</summary>
    OnHold = 15,

    /// <summary>取消中 (order.cancel): asked, not answered.</summary>
    CancelRequested = 16,

    /// <summary>已取消 (CANCELED): nothing was shipped and nothing will be.</summary>
    Cancelled = 17,

    /// <summary>取消失败 (CANCELEDFAIL): the warehouse goes on; the next report shows where.</summary>
    CancelRefused = 18,

    /// <summary>拒单 (REJECT): the warehouse will not do it.</summary>
    WarehouseRejected = 19,

    /// <summary>异常 (EXCEPTION): a person must look.</summary>
    Exception = 20,

    /// <summary>关闭 (CLOSED).</summary>
    Closed = 21,
}

/// <summary>Why a fulfilment order exists.</summary>
public enum FulfilmentKind
{
    Unspecified = 0,

    /// <summary>What the buyer ordered (JYCK).</summary>
    Sale = 1,

    /// <summary>Replacement for lost, damaged or missing goods (BFCK).</summary>
    Reship = 2,
}

/// <summary>What was decided about missing quantity.</summary>
public enum ShortageOption
{
    Unspecified = 0,

    /// <summary>The buyer waits; the quantity is open again at the same warehouse.</summary>
    Wait = 1,

    /// <summary>Something else is sent instead, by another fulfilment order.</summary>
    Substitute = 2,

    /// <summary>The money for the missing quantity goes back.</summary>
    RefundLine = 3,

    /// <summary>Another warehouse sends it.</summary>
    Resource = 4,
}
