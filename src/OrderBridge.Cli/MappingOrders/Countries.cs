using System.Collections.Frozen;

namespace OrderBridge.Cli.MappingOrders;

/// <summary>Countries as the set writes them, in ISO 3166-1 alpha-2, with the calling code of made-up phones (ITU-T E.164).</summary>
internal static class Countries
{
    private static readonly FrozenDictionary<string, (string Iso, string Calling, string City)> Table =
        new Dictionary<string, (string, string, string)>(StringComparer.OrdinalIgnoreCase)
        {
            ["United Kingdom"] = ("GB", "44", "London"),
            ["EIRE"] = ("IE", "353", "Dublin"),
            ["Ireland"] = ("IE", "353", "Dublin"),
            ["France"] = ("FR", "33", "Lyon"),
            ["Germany"] = ("DE", "49", "Berlin"),
            ["Spain"] = ("ES", "34", "Madrid"),
            ["Switzerland"] = ("CH", "41", "Bern"),
            ["Portugal"] = ("PT", "351", "Lisbon"),
            ["Belgium"] = ("BE", "32", "Ghent"),
            ["European Community"] = ("BE", "32", "Brussels"),
            ["Netherlands"] = ("NL", "31", "Utrecht"),
            ["Norway"] = ("NO", "47", "Oslo"),
            ["Italy"] = ("IT", "39", "Milan"),
            ["Cyprus"] = ("CY", "357", "Nicosia"),
            ["USA"] = ("US", "1", "Portland"),
            ["United States"] = ("US", "1", "Portland"),
            ["Channel Islands"] = ("JE", "44", "St Helier"),
            ["Australia"] = ("AU", "61", "Perth"),
            ["Finland"] = ("FI", "358", "Turku"),
            ["Denmark"] = ("DK", "45", "Aarhus"),
            ["Sweden"] = ("SE", "46", "Malmo"),
            ["Austria"] = ("AT", "43", "Graz"),
            ["Poland"] = ("PL", "48", "Gdansk"),
            ["RSA"] = ("ZA", "27", "Durban"),
            ["South Africa"] = ("ZA", "27", "Durban"),
            ["Iceland"] = ("IS", "354", "Reykjavik"),
            ["Japan"] = ("JP", "81", "Osaka"),
            ["Korea"] = ("KR", "82", "Busan"),
            ["Thailand"] = ("TH", "66", "Bangkok"),
            ["Hong Kong"] = ("HK", "852", "Hong Kong"),
            ["Singapore"] = ("SG", "65", "Singapore"),
            ["Greece"] = ("GR", "30", "Athens"),
            ["Israel"] = ("IL", "972", "Haifa"),
            ["Malta"] = ("MT", "356", "Valletta"),
            ["Czech Republic"] = ("CZ", "420", "Brno"),
            ["Lithuania"] = ("LT", "370", "Vilnius"),
            ["Canada"] = ("CA", "1", "Halifax"),
            ["Brazil"] = ("BR", "55", "Recife"),
            ["Bermuda"] = ("BM", "1", "Hamilton"),
            ["Nigeria"] = ("NG", "234", "Lagos"),
            ["West Indies"] = ("BB", "1", "Bridgetown"),
            ["Bahrain"] = ("BH", "973", "Manama"),
            ["Lebanon"] = ("LB", "961", "Beirut"),
            ["Saudi Arabia"] = ("SA", "966", "Jeddah"),
            ["United Arab Emirates"] = ("AE", "971", "Dubai"),
            ["China"] = ("CN", "86", "Shanghai"),
            ["India"] = ("IN", "91", "Pune"),
            ["New Zealand"] = ("NZ", "64", "Nelson"),
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>A country the table lacks, "Unspecified" among them, ships from and to the shop's own: the set names nothing better.</summary>
    public static (string Iso, string Calling, string City) Find(string country) => Table.GetValueOrDefault(country, Table["United Kingdom"]);
}
