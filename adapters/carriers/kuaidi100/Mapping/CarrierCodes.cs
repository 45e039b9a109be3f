using System.Collections.Frozen;

namespace OrderBridge.Adapters.Kuaidi100.Mapping;

/// <summary>
/// Kuaidi100's company codes and the codes that warehouses use for the same carrier. Source: Kuaidi100's list of companies
/// (api.kuaidi100.com, 快递公司编码) and Qimen's logisticsCode in lower case. Others keep their code.
/// </summary>
public static class CarrierCodes
{
    private static readonly FrozenDictionary<string, string> ToHub = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["shunfeng"] = "sf",
        ["shunfengkuaiyun"] = "sf",
        ["zhongtong"] = "zto",
        ["yuantong"] = "yto",
        ["shentong"] = "sto",
        ["yunda"] = "yunda",
        ["jd"] = "jd",
        ["ems"] = "ems",
        ["youzhengguonei"] = "post",
        ["jtexpress"] = "jt",
        ["huitongkuaidi"] = "best",
        ["debangkuaidi"] = "deppon",
        ["debangwuliu"] = "deppon",
        ["zhaijisong"] = "zjs",
        ["tiantian"] = "ttk",
        ["youshuwuliu"] = "uc",
        ["danniao"] = "danniao",
        ["fengwang"] = "fw",
        ["dhl"] = "dhl",
        ["fedex"] = "fedex",
        ["ups"] = "ups",
        ["usps"] = "usps",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> FromHub = ToHub.Where(pair => pair.Key is not ("shunfengkuaiyun" or "debangwuliu"))
        .ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>The hub's code for Kuaidi100's; an unknown one stays as it is, in lower case.</summary>
    public static string FromCompany(string company) => ToHub.GetValueOrDefault(company.ToLowerInvariant(), company.ToLowerInvariant());

    /// <summary>Kuaidi100's code for the hub's; an unknown one stays as it is.</summary>
    public static string ToCompany(string carrierCode) => FromHub.GetValueOrDefault(carrierCode, carrierCode);
}
