using OrderBridge.Kernel.Amounts;
using OrderBridge.Kernel.Parties;
using CommonV1 = OrderBridge.Contracts.Common.V1;

namespace OrderBridge.Server.WireFormat;

/// <summary>Amounts, people and places.</summary>
public static class WireParties
{
    /// <summary>The default amount, which has no currency, gets an empty one.</summary>
    public static CommonV1.Money ToWire(this Money amount) =>
        new() { CurrencyCode = amount.CurrencyCode ?? string.Empty, MinorUnits = amount.MinorUnits };

    /// <summary>Null stays absent.</summary>
    public static CommonV1.Money? ToWire(this Money? amount) => amount is { } given ? given.ToWire() : null;

    /// <summary>For events: what was said, without the hash that can be computed of it.</summary>
    public static CommonV1.Party ToWire(this Party party) => new() { Name = party.Name, Phone = party.Phone, Email = party.Email };

    /// <summary>For answers: with the hash to search by.</summary>
    public static CommonV1.Party ToHashedWire(this Party party)
    {
        var wire = party.ToWire();
        wire.PhoneHash = party.PhoneHash;
        return wire;
    }

    public static CommonV1.Address ToWire(this Address address) => new()
    {
        CountryCode = address.CountryCode,
        Province = address.Province,
        City = address.City,
        District = address.District,
        Street = address.Street,
        PostalCode = address.PostalCode,
    };

    /// <summary>Null when absent.</summary>
    public static Money? Read(this CommonV1.Money? amount) => amount is null ? null : new Money(amount.MinorUnits, amount.CurrencyCode);

    /// <summary>Absent is nobody.</summary>
    public static Party Read(this CommonV1.Party? party) => party is null ? new(string.Empty, string.Empty, string.Empty) : new(party.Name, party.Phone, party.Email);

    /// <summary>Absent is nowhere.</summary>
    public static Address Read(this CommonV1.Address? address) => address is null
        ? new(string.Empty, string.Empty, string.Empty, string.Empty, string.Empty, string.Empty)
        : new(address.CountryCode, address.Province, address.City, address.District, address.Street, address.PostalCode);
}
