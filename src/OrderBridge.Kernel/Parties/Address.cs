namespace OrderBridge.Kernel.Parties;

/// <summary>A postal address as a channel gave it. Personal data: never logged.</summary>
/// <param name="CountryCode">ISO 3166-1 alpha-2, capitals.</param>
/// <param name="Province">First level: province, state, region.</param>
/// <param name="City">Second level.</param>
/// <param name="District">Third level; empty where a country has none.</param>
/// <param name="Street">Street, house and the rest, in one or more lines.</param>
/// <param name="PostalCode">As given.</param>
public sealed record Address(
    string CountryCode, string Province, string City, string District, string Street, string PostalCode);
