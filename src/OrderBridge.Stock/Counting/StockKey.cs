namespace OrderBridge.Stock.Counting;

/// <summary>What a counter belongs to: one SKU in one warehouse. Compared by ordinal characters.</summary>
public readonly record struct StockKey(string WarehouseId, string SkuId) : IComparable<StockKey>
{
    /// <summary>The order in which rows are touched and locks are taken, so that two callers never wait for each other.</summary>
    public int CompareTo(StockKey other)
    {
        var byWarehouse = string.CompareOrdinal(WarehouseId, other.WarehouseId);
        return byWarehouse != 0 ? byWarehouse : string.CompareOrdinal(SkuId, other.SkuId);
    }

    public static bool operator <(StockKey left, StockKey right) => left.CompareTo(right) < 0;

    public static bool operator >(StockKey left, StockKey right) => left.CompareTo(right) > 0;

    public static bool operator <=(StockKey left, StockKey right) => left.CompareTo(right) <= 0;

    public static bool operator >=(StockKey left, StockKey right) => left.CompareTo(right) >= 0;

    public override string ToString() => $"{WarehouseId}/{SkuId}";
}

/// <summary>Pieces of one SKU in one warehouse.</summary>
public readonly record struct StockLine(string WarehouseId, string SkuId, long Quantity)
{
    public StockLine(StockKey key, long quantity)
        : this(key.WarehouseId, key.SkuId, quantity)
    {
    }

    public StockKey Key => new(WarehouseId, SkuId);
}
