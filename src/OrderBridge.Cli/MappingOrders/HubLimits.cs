namespace OrderBridge.Cli.MappingOrders;

/// <summary>What the hub takes at most.</summary>
/// <remarks>Source: the comments of the contracts, orders/v1 and stock/v1. An order beyond them is still sent, over the stream, for the hub to explain.</remarks>
internal static class HubLimits
{
    /// <summary>Pieces on a line.</summary>
    public const long LinePieces = 1_000_000;

    /// <summary>Pieces that a level holds.</summary>
    public const long LevelPieces = 1_000_000_000;

    /// <summary>Pounds on a line or an order: a thousand billion.</summary>
    public const decimal Amount = 1_000_000_000_000m;

    /// <summary>Characters of a title.</summary>
    public const int NameLength = 500;

    /// <summary>Bytes of a message.</summary>
    public const int MessageBytes = 16 * 1024 * 1024;

    private const int IdLength = 100;

    /// <summary>Whether it can be an id, such as a SKU: 1 to 100 characters, none of them a control character.</summary>
    public static bool IsId(string text) => text.Length <= IdLength && !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl);
}
