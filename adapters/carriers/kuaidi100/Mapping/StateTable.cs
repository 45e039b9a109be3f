using System.Collections.Frozen;
using OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.Adapters.Kuaidi100.Mapping;

/// <summary>
/// Every state of Kuaidi100 in the hub's words. Source: api.kuaidi100.com, push service, table of state and of the detailed
/// states given with resultv2=4; the list agrees in five independent copies of it. Incident words: TrackingEvent.incident_code of the contract.
/// </summary>
public static class StateTable
{
    public static IReadOnlyList<StateMeaning> Rows { get; } =
    [
        // 在途: under way.
        new("0", "在途", TrackingStatus.InTransit),
        new("1001", "到达派件城市", TrackingStatus.InTransit),
        new("1002", "干线", TrackingStatus.InTransit),
        new("1003", "转递", TrackingStatus.InTransit),

        // 揽收: before and at pick-up. Ordered and waiting for the courier is a label, not a parcel with the carrier.
        new("1", "揽收", TrackingStatus.PickedUp),
        new("101", "已下单", TrackingStatus.LabelCreated),
        new("102", "待揽收", TrackingStatus.LabelCreated),
        new("103", "已揽收", TrackingStatus.PickedUp),

        // 疑难: something is wrong.
        new("2", "疑难", TrackingStatus.Exception, Incident: "UNEXPLAINED"),
        new("201", "超时未签收", TrackingStatus.Exception, Incident: "STRANDED"),
        new("202", "超时未更新", TrackingStatus.Exception, Incident: "NO_UPDATE"),
        new("203", "拒收", TrackingStatus.Refused, Incident: "REFUSED"),
        new("204", "派件异常", TrackingStatus.AttemptFailed, Incident: "ATTEMPT_FAILED"),
        new("205", "柜或驿站超时未取", TrackingStatus.Exception, Incident: "STRANDED"),
        new("206", "无法联系", TrackingStatus.AttemptFailed, Incident: "UNREACHABLE"),
        new("207", "超区", TrackingStatus.Exception, Incident: "OUT_OF_SERVICE_AREA"),
        new("208", "滞留", TrackingStatus.Exception, Incident: "STRANDED"),
        new("209", "破损", TrackingStatus.Damaged, Incident: "DAMAGED"),
        new("210", "销单", TrackingStatus.Exception, Incident: "WAYBILL_CANCELLED"),

        // 签收: signed for.
        new("3", "签收", TrackingStatus.Delivered),
        new("301", "本人签收", TrackingStatus.Delivered, DeliveryMode.Self),
        new("302", "派件异常后签收", TrackingStatus.Delivered, DeliveryMode.AfterException),
        new("303", "代签", TrackingStatus.Delivered, DeliveryMode.Proxy),
        new("304", "投柜或站签收", TrackingStatus.Delivered, DeliveryMode.Locker),

        // 退签, 退回: on the way back, and back.
        new("4", "退签", TrackingStatus.Returned),
        new("401", "已销单", TrackingStatus.Exception, Incident: "WAYBILL_CANCELLED"),
        new("14", "拒签", TrackingStatus.Refused, Incident: "REFUSED"),
        new("6", "退回", TrackingStatus.Returning),

        // 派件: out for delivery. In a locker or at a station it waits for the recipient.
        new("5", "派件", TrackingStatus.OutForDelivery),
        new("501", "投柜或驿站", TrackingStatus.ReadyForPickup),

        // 转投: handed to another carrier.
        new("7", "转投", TrackingStatus.InTransit),

        // 清关: customs. Cleared is under way again.
        new("8", "清关", TrackingStatus.Customs),
        new("10", "待清关", TrackingStatus.Customs),
        new("11", "清关中", TrackingStatus.Customs),
        new("12", "已清关", TrackingStatus.InTransit),
        new("13", "清关异常", TrackingStatus.Exception, Incident: "CUSTOMS_PROBLEM"),
    ];

    private static readonly FrozenDictionary<string, StateMeaning> ByCode =
        Rows.ToFrozenDictionary(row => row.Code, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, StateMeaning> ByName =
        Rows.ToFrozenDictionary(row => row.Name, StringComparer.Ordinal);

    /// <summary>Never throws: an unknown code is kept and shows as <see cref="TrackingStatus.Unrecognised"/>.</summary>
    public static StateMeaning OfCode(string code) => ByCode.GetValueOrDefault(code, new StateMeaning(code, "", TrackingStatus.Unrecognised));

    /// <summary>The meaning of the word in an event's status; null when it is not one of the table's.</summary>
    public static StateMeaning? OfName(string name) => ByName.GetValueOrDefault(name);
}
