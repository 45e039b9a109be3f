namespace OrderBridge.Cli.Reporting;

/// <summary>Order states by the hub's names, grouped for the eye.</summary>
internal static class RunStates
{
    /// <summary>States that somebody or something still has to move on.</summary>
    private static readonly string[] Open =
        ["RECEIVED", "PENDING_PAYMENT", "PENDING_REVIEW", "INTERCEPTED", "AWAITING_STOCK", "APPROVED", "FULFILLING", "CANCELLING", "SHIPPED"];

    /// <summary>States in which stock is held and nothing has left yet.</summary>
    private static readonly string[] Holding = ["PENDING_PAYMENT", "PENDING_REVIEW", "INTERCEPTED", "APPROVED", "FULFILLING", "CANCELLING"];

    private static readonly string[] Delivered = ["DELIVERED", "COMPLETED", "ARCHIVED"];

    public static bool IsOpen(string state) => Open.Contains(state);

    public static long CountOpen(IReadOnlyDictionary<string, long> states) => Sum(states, Open);

    public static long CountHolding(IReadOnlyDictionary<string, long> states) => Sum(states, Holding);

    public static long CountShipped(IReadOnlyDictionary<string, long> states) => Sum(states, ["SHIPPED", .. Delivered]);

    public static long CountDelivered(IReadOnlyDictionary<string, long> states) => Sum(states, Delivered);

    private static long Sum(IReadOnlyDictionary<string, long> states, string[] names) => names.Sum(n => states.GetValueOrDefault(n));
}
