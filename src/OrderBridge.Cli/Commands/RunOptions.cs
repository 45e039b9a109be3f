using OrderBridge.Cli.MappingOrders;

namespace OrderBridge.Cli.Commands;

/// <summary>What demo and replay are told.</summary>
/// <param name="OrdersFile">Order file; null generates a stream.</param>
/// <param name="Limit">Invoices, 1 or more; 0, when not given, means all of a file, or <see cref="GeneratedDefault"/> made-up ones.</param>
/// <param name="Speed">Multiple of the usual pace; 0 means as fast as the hub takes.</param>
/// <param name="OpeningStockPercent">Share of the pieces asked for that is in stock before the first order.</param>
/// <param name="SettleTime">How long to wait at most, after feeding, until every order has come to rest.</param>
internal sealed record RunOptions(
    string? OrdersFile, int Limit, double Speed, bool Keep, string? JsonFile, int OpeningStockPercent, int Seed, TimeSpan SettleTime)
{
    public const int GeneratedDefault = 2000;

    /// <summary>Names of the options, for help and parsing.</summary>
    public static readonly string[] Names = ["orders", "limit", "speed", "json", "opening-stock", "seed", "settle"];

    /// <summary>Usual feeding time, so that a whole run ends in about a minute.</summary>
    private static readonly TimeSpan FeedingTime = TimeSpan.FromSeconds(40);

    /// <summary>A timer waits for no longer than seven weeks.</summary>
    private static readonly TimeSpan PaceMax = TimeSpan.FromDays(30);

    /// <summary>A short run is not stretched: at least this many invoices a second.</summary>
    private const double RateMin = 50;

    /// <exception cref="UsageException">A value is out of its range.</exception>
    public static RunOptions Read(CommandLine line) => new(
        line.Text("orders"),
        line.Whole("limit", 0, 1, int.MaxValue),
        line.Number("speed", 1, 0, 1_000_000),
        line.Has("keep"),
        line.Text("json"),
        line.Whole("opening-stock", line.Has("orders") ? OpeningStock.FilePercent : OpeningStock.GeneratedPercent, 0, 10_000),
        line.Whole("seed", 1, 0, int.MaxValue),
        TimeSpan.FromSeconds(line.Number("settle", 180, 0, 86_400)));

    /// <summary>How long feeding is to take, at most thirty days; zero means as fast as the hub takes.</summary>
    public TimeSpan Pace(int invoices) =>
        Speed == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(PaceMax.TotalSeconds, Math.Min(FeedingTime.TotalSeconds, invoices / RateMin) / Speed));
}
