namespace OrderBridge.Cli.MappingOrders;

/// <summary>A made-up person with address and phone: the set names customers by number only. Nobody real is meant.</summary>
internal sealed record SyntheticBuyer(
    string CustomerId, string FirstName, string LastName, string Phone, string Email, string Street, string City, string PostalCode, string CountryCode, string Country)
{
    private static readonly string[] FirstNames =
        ["Ada", "Bram", "Cora", "Dario", "Elin", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Kaja", "Leo", "Mira", "Nils", "Oona", "Pavel", "Quinn", "Rosa", "Sami", "Tess"];

    private static readonly string[] LastNames =
        ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fern", "Gorse", "Hazel", "Ivy", "Juniper", "Larch", "Maple", "Oak", "Pine", "Rowan", "Sorrel", "Thorn", "Willow", "Yew"];

    private static readonly string[] Streets = ["High Street", "Mill Lane", "Station Road", "Church Walk", "Market Square", "Harbour View", "Orchard Close", "Bridge Street"];

    private static readonly string[] GuestTowns = ["London", "Leeds", "Bristol", "Cardiff", "Glasgow", "Belfast", "Norwich", "Exeter", "Durham", "York"];

    /// <summary>Ranges that Ofcom keeps free for drama, a thousand numbers each ("Telephone numbers for use in TV and radio drama programmes").</summary>
    private static readonly string[] DramaPrefixes =
        ["7700900", "1134960", "1144960", "1154960", "1164960", "1174960", "1184960", "1214960", "1314960", "1414960", "1514960", "1614960", "2079460", "1914980", "2920180"];

    public string Name => $"{FirstName} {LastName}";

    /// <summary>The same customer in the same country is the same person; without a customer number each invoice is a guest.</summary>
    public static SyntheticBuyer Of(int seed, string customerId, string country, string invoiceNo)
    {
        var key = customerId.Length > 0 ? $"{customerId}|{country}" : $"guest|{invoiceNo}";
        var (iso, calling, city) = Countries.Find(country);
        int Pick(string purpose, int end) => Seeded.Below(end, seed, purpose, key);
        var town = iso is "GB" ? GuestTowns[Pick("town", GuestTowns.Length)] : city;
        return new SyntheticBuyer(
            customerId,
            FirstNames[Pick("first name", FirstNames.Length)],
            LastNames[Pick("last name", LastNames.Length)],
            PhoneOf(iso, calling, Pick("phone", 1_000_000)),
            $"buyer{Pick("mail", 1_000_000_000)}@example.com",
            $"{1 + Pick("house", 180)} {Streets[Pick("street", Streets.Length)]}",
            town,
            iso is "GB" ? $"ZZ{1 + Pick("outward", 99)} {1 + Pick("inward", 9)}ZZ" : $"{10000 + Pick("zip", 89999)}",
            iso,
            country);
    }

    /// <summary>British numbers from the drama ranges; elsewhere 555-01xx-like numbers behind the country's code.</summary>
    private static string PhoneOf(string iso, string calling, int number) => iso switch
    {
        "GB" or "JE" => $"+44{DramaPrefixes[number / 1000 % DramaPrefixes.Length]}{number % 1000:000}",
        "CN" => $"+861700000{number % 10000:0000}",
        "US" or "CA" or "BM" or "BB" => $"+1{200 + (number % 700):000}55501{number % 100:00}",
        _ => $"+{calling}555{number:000000}",
    };
}
