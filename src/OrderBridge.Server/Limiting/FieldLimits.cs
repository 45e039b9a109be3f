using System.Collections.Frozen;
using Google.Protobuf.Reflection;

namespace OrderBridge.Server.Limiting;

/// <summary>
/// How long the texts and lists of requests may be, in one table: what a caller sends is kept in a journal that forgets nothing. A name has one limit,
/// unless the message stands before it. Tests walk the contract: a field without a limit fails, and so does a comment that names another number.
/// </summary>
public static class FieldLimits
{
    /// <summary>For texts that are looked at and never kept.</summary>
    public const int Unlimited = int.MaxValue;

    /// <summary>Most characters of a text; of each text of a list.</summary>
    private static readonly FrozenDictionary<string, int> Texts = new Dictionary<string, int>
    {
        // Names that callers give.
        ["aggregate_kinds"] = 100, ["batch_code"] = 100, ["campaign_id"] = 100, ["channel_id"] = 50, ["channel_line_id"] = 100, ["channel_order_id"] = 100,
        ["document_id"] = 100, ["etag"] = 100, ["event_types"] = 100, ["fulfilment_id"] = 100, ["hold_id"] = 100, ["line_id"] = 100, ["message_id"] = 100,
        ["order_id"] = 100, ["order_ids"] = 100, ["owner_id"] = 100, ["report_id"] = 100, ["request_id"] = 100, ["reservation_id"] = 100,
        ["serial_numbers"] = 100, ["shop_id"] = 100, ["sku_id"] = 100, ["sku_ids"] = 100, ["warehouse_id"] = 100, ["warehouse_ids"] = 100, ["wave_id"] = 100,

        // Made of others: a carrier code with its number, a work with its package.
        ["aggregate_id"] = 200, ["shipment_id"] = 200, ["shipment_ids"] = 200,

        // Parcels, as OrderBridge.Fulfilment takes them.
        ["package_id"] = 64, ["carrier_code"] = 64, ["tracking_number"] = 64,
        ["event_key"] = 200, ["raw_code"] = 100, ["incident_code"] = 100, ["incident_id"] = 200, ["description"] = 2000, ["location"] = 500, ["source"] = 100, ["raw_content_type"] = 100,

        // People and places.
        ["Party.name"] = 200, ["phone"] = 200, ["email"] = 254, ["phone_hash"] = 64, ["buyer_phone_hash"] = 64,
        ["province"] = 100, ["city"] = 100, ["district"] = 100, ["street"] = 500, ["postal_code"] = 20,

        // Codes with rules of their own: a wrong one that is short is kept and shown with what is wrong.
        ["country_code"] = 10, ["currency_code"] = 10,

        // Orders.
        ["ChannelOrderLine.name"] = 500, ["ChannelCharge.kind"] = 50, ["ChannelCharge.name"] = 200, ["ChannelCoupon.code"] = 100, ["transaction_id"] = 200,
        ["buyer_remark"] = 2000, ["ChannelOrder.cancel_reason"] = 2000, ["attributes.key"] = 64, ["attributes.value"] = 1000,

        // Why somebody did something.
        ["adjust_reason"] = 500, ["cancel_reason"] = 500, ["decision_note"] = 500, ["detail"] = 500, ["hold_reason"] = 500, ["intercept_reason"] = 500,
        ["note"] = 500, ["release_reason"] = 500, ["reship_reason"] = 500, ["resume_reason"] = 500, ["shortage_reason"] = 500,

        // Given by the hub and sent back.
        ["page_token"] = 1000, ["resume_token"] = 1000,
        ["trace_parent"] = Unlimited, // One that is none is passed over.
    }.ToFrozenDictionary();

    /// <summary>Most entries of a list or map.</summary>
    private static readonly FrozenDictionary<string, int> Lists = new Dictionary<string, int>
    {
        ["lines"] = 2000, ["charges"] = 200, ["coupons"] = 100, ["attributes"] = 100, ["warehouse_ids"] = 100,
        ["packages"] = 500, ["serial_numbers"] = 10_000, ["events"] = 500,
        ["adjustments"] = 1000, ["counts"] = 1000,
        ["order_ids"] = 1000, ["shipment_ids"] = 1000, ["sku_ids"] = 1000, ["states"] = 100, ["aggregate_kinds"] = 20, ["event_types"] = 100,
    }.ToFrozenDictionary();

    /// <summary>What another check takes in whole: an order that is too long is kept in quarantine, so the intake judges it.</summary>
    private static readonly FrozenSet<string> Elsewhere = new[] { "IngestOrderRequest.order", "IngestOrdersRequest.order" }.ToFrozenSet();

    public static bool IsElsewhere(FieldDescriptor field) => Elsewhere.Contains(Named(field));

    /// <exception cref="InvalidOperationException">The table lacks the field.</exception>
    public static int TextMax(FieldDescriptor field) => Find(Texts, field, string.Empty);

    /// <inheritdoc cref="TextMax"/>
    public static int KeyMax(FieldDescriptor map) => Find(Texts, map, ".key");

    /// <inheritdoc cref="TextMax"/>
    public static int ValueMax(FieldDescriptor map) => Find(Texts, map, ".value");

    /// <inheritdoc cref="TextMax"/>
    public static int EntriesMax(FieldDescriptor field) => Find(Lists, field, string.Empty);

    private static int Find(FrozenDictionary<string, int> table, FieldDescriptor field, string part) =>
        table.TryGetValue(Named(field) + part, out var max) || table.TryGetValue(field.Name + part, out max)
            ? max
            : throw new InvalidOperationException($"{nameof(FieldLimits)} has no limit of {field.FullName}{part}.");

    private static string Named(FieldDescriptor field) => $"{field.ContainingType.Name}.{field.Name}";
}
