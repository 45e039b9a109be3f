using System.Collections.Immutable;
using OrderBridge.Flows.Routing;
using OrderBridge.Flows.Running;
using OrderBridge.Fulfilment;
using OrderBridge.Kafka;
using OrderBridge.Orders;
using OrderBridge.Server.Overload;
using OrderBridge.Stock;
using OrderBridge.Stock.Redis;
using OrderBridge.Storage;
using OrderBridge.Storage.Postgres;

namespace OrderBridge.Server.Hosting;

/// <summary>The names a command line may use. A misspelled option is an error and not a default that nobody asked for.</summary>
public static class OptionNames
{
    private static readonly ImmutableArray<string> Plain = ["data", "listen", "keys", "otlp", "metrics", "postgres", "redis", "kafka", "warmup"];

    /// <summary>Sections of which any name is taken: the framework's own.</summary>
    private static readonly ImmutableArray<string> Open = ["Logging:"];

    /// <summary>The sections with the options they hold.</summary>
    public static ImmutableArray<(string Section, Type Options)> Sections { get; } =
    [
        ("Orders", typeof(OrderOptions)), ("Routing", typeof(RoutingOptions)), ("Shipments", typeof(ShipmentTimes)), ("Flows", typeof(FlowOptions)), ("Overload", typeof(OverloadOptions)),
        ("Storage", typeof(StorageOptions)), ("Postgres", typeof(PostgresOptions)), ("Stock", typeof(StockOptions)), ("Redis", typeof(RedisLedgerOptions)),
        ("Kafka", typeof(KafkaOptions)),
    ];

    /// <exception cref="ArgumentException">The first argument that is no known option, or an option without a value.</exception>
    public static void Require(IReadOnlyList<string> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        for (var i = 0; i < args.Count; i++)
        {
            var (name, hasValue) = Split(args[i]);
            if (!IsKnown(name))
            {
                throw new ArgumentException($"'{args[i]}' is not an option; there are --{string.Join(", --", Plain)} and --Section:Option (docs/operations.md).");
            }

            if (!hasValue && ++i == args.Count)
            {
                throw new ArgumentException($"'{args[i - 1]}' needs a value.");
            }
        }
    }

    private static (string Name, bool HasValue) Split(string argument)
    {
        var name = argument.StartsWith("--", StringComparison.Ordinal) ? argument[2..] : string.Empty;
        var end = name.IndexOf('=', StringComparison.Ordinal);
        return end < 0 ? (name, false) : (name[..end], true);
    }

    private static bool IsKnown(string name) =>
        Plain.Contains(name, StringComparer.OrdinalIgnoreCase)
        || Open.Any(section => name.StartsWith(section, StringComparison.OrdinalIgnoreCase))
        || Sections.Any(section => name.StartsWith(section.Section + ":", StringComparison.OrdinalIgnoreCase) && OptionShape.Has(section.Options, name[(section.Section.Length + 1)..]));
}
