using OrderBridge.Kernel.Deciding;
using OrderBridge.Stock.Counting;

namespace OrderBridge.Stock.Adjusting;

/// <summary>What an adjustment must look like, whatever the state of stock.</summary>
public static class AdjustRules
{
    public const int LinesMax = 1000;

    /// <summary>Largest counter or difference, in pieces; far from where sums of many overflow.</summary>
    public const long QuantityMax = 1_000_000_000;

    public static Refusal? Check(AdjustStock command)
    {
        var checks = Start(command.Kind, command.DocumentId);
        var count = checks.Count("adjustments", LinesMax, command.Adjustments) ? command.Adjustments.Length : 0;
        for (var i = 0; i < count; i++)
        {
            var a = command.Adjustments[i];
            CheckKey(checks, $"adjustments[{i}]", a.Key);
            checks.Pieces($"adjustments[{i}].on_hand_delta", -QuantityMax, QuantityMax, a.OnHandDelta);
            checks.Pieces($"adjustments[{i}].damaged_delta", -QuantityMax, QuantityMax, a.DamagedDelta);
            checks.Pieces($"adjustments[{i}].safety_stock_delta", -QuantityMax, QuantityMax, a.SafetyStockDelta);
        }

        return checks.Refusal;
    }

    public static Refusal? Check(SetStock command)
    {
        var checks = Start(command.Kind, command.DocumentId);
        var seen = new HashSet<StockKey>();
        var count = checks.Count("counts", LinesMax, command.Targets) ? command.Targets.Length : 0;
        for (var i = 0; i < count; i++)
        {
            var t = command.Targets[i];
            CheckKey(checks, $"counts[{i}]", t.Key);
            checks.Pieces($"counts[{i}].on_hand", 0, QuantityMax, t.OnHand);
            checks.Pieces($"counts[{i}].damaged", 0, QuantityMax, t.Damaged);
            checks.Pieces($"counts[{i}].safety_stock", 0, QuantityMax, t.SafetyStock);
            if (!seen.Add(t.Key))
            {
                checks.Add($"counts[{i}]", "The key stands in the call twice; name each once.");
            }
        }

        return checks.Refusal;
    }

    public static Refusal? Check(SetChannelQuota command)
    {
        var checks = new FieldChecks(StockReasons.InvalidAdjustment);
        checks.Id("warehouse_id", command.Key.WarehouseId);
        checks.Id("sku_id", command.Key.SkuId);
        checks.Id("channel_id", command.ChannelId);
        if (command.ChannelId == Reserving.NoChannel.Id)
        {
            checks.Add("channel_id", "Name a channel; a quota of reservations without one is not possible.");
        }

        checks.Pieces("quota", 0, QuantityMax, command.Quota);
        return checks.Refusal;
    }

    private static FieldChecks Start(MovementKind kind, string documentId)
    {
        var checks = new FieldChecks(StockReasons.InvalidAdjustment);
        if (kind is < MovementKind.Receipt or > MovementKind.Policy)
        {
            checks.Add("adjustments[0].kind", "Name a kind of adjustment: receipt, count, damage, return, transfer, correction or policy.");
        }

        if (documentId.Length > FieldChecks.IdLengthMax)
        {
            checks.Add("adjustments[0].document_id", $"Give at most {FieldChecks.IdLengthMax} characters.");
        }

        return checks;
    }

    private static void CheckKey(FieldChecks checks, string field, StockKey key)
    {
        checks.Id(field + ".warehouse_id", key.WarehouseId);
        checks.Id(field + ".sku_id", key.SkuId);
    }
}
