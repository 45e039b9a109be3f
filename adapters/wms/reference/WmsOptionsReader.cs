using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using OrderBridge.AdapterSdk.Running;
using OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.ReferenceWms;

/// <summary>Reads and checks the options; every complaint names the option and what it may be.</summary>
internal sealed class WmsOptionsReader(IConfiguration configuration)
{
    public static readonly ImmutableArray<string> OptionNames =
    [
        "hub", "key", "data", "warehouses", "kafka", "kafka-group", "step-time", "speed", "steps", "parallel", "shortage-rate", "reject-rate",
        "exception-rate", "chaos", "parcel-pieces", "seed", "carriers", "otlp", "stats",
    ];

    /// <exception cref="SettingException">An option is not what it may be; the message says so to the user.</exception>
    public WmsOptions Read()
    {
        var defaults = new WmsOptions();
        var speed = Number("speed", 1, 0.001, 100_000);
        return defaults with
        {
            Hub = AdapterSettings.Address(configuration, "hub", defaults.Hub.OriginalString),
            Key = Text("key") ?? defaults.Key,
            DataDirectory = Text("data") ?? defaults.DataDirectory,
            Warehouses = List("warehouses"),
            Kafka = Text("kafka") ?? defaults.Kafka,
            KafkaGroup = Text("kafka-group") ?? defaults.KafkaGroup,
            StepTime = Time("step-time", defaults.StepTime) / speed,
            Steps = Steps(defaults.Steps),
            Parallel = (int)AdapterSettings.Number(configuration, "parallel", defaults.Parallel, 1, 1_000),
            ShortageRate = Number("shortage-rate", 0, 0, 1),
            RejectRate = Number("reject-rate", 0, 0, 1),
            ExceptionRate = Number("exception-rate", 0, 0, 1),
            Chaos = Number("chaos", 0, 0, 1),
            ParcelPieces = (int)AdapterSettings.Number(configuration, "parcel-pieces", defaults.ParcelPieces, 1, 1_000_000),
            Seed = (int)AdapterSettings.Number(configuration, "seed", defaults.Seed, int.MinValue, int.MaxValue),
            Carriers = List("carriers") is { Length: > 0 } carriers ? carriers : defaults.Carriers,
            Otlp = AdapterSettings.Collector(configuration),
            StatsFile = Text("stats") ?? defaults.StatsFile,
        };
    }

    /// <summary>An environment name cannot hold a hyphen: ORDERBRIDGE_STEP_TIME is --step-time.</summary>
    private string? Text(string name) => configuration[name] ?? configuration[name.Replace('-', '_')];

    private ImmutableArray<string> List(string name) =>
        [.. (Text(name) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private double Number(string name, double otherwise, double min, double max) => Text(name) switch
    {
        null => otherwise,
        var text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max => number,
        _ => throw Wrong(name, $"a number from {min} to {max}"),
    };

    /// <summary>A number with ms, s or m, such as 500ms; or hours:minutes:seconds.</summary>
    private TimeSpan Time(string name, TimeSpan otherwise)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        var unit = text.EndsWith("ms", StringComparison.Ordinal) ? TimeSpan.FromMilliseconds(1)
            : text.EndsWith('s') ? TimeSpan.FromSeconds(1)
            : text.EndsWith('m') ? TimeSpan.FromMinutes(1) : TimeSpan.Zero;
        if (unit > TimeSpan.Zero && double.TryParse(text.TrimEnd('m', 's'), CultureInfo.InvariantCulture, out var number) && number >= 0)
        {
            return unit * number;
        }

        return unit == TimeSpan.Zero && text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time >= TimeSpan.Zero
            ? time
            : throw Wrong(name, "a time such as 500ms, 2s, 1m or 00:00:02");
    }

    private ImmutableArray<FulfilmentState> Steps(ImmutableArray<FulfilmentState> otherwise)
    {
        var names = List("steps");
        var steps = WmsOptions.AllSteps.Where(step => names.Contains(step.ToString(), StringComparer.OrdinalIgnoreCase)).ToImmutableArray();
        return names.IsEmpty ? otherwise
            : steps.Length == names.Length && steps[0] is FulfilmentState.Accepted && steps[^1] is FulfilmentState.Shipped ? steps
            : throw Wrong("steps", "accepted, any of waved,printed,picking,picked,checked,packed,weighed,ready, and shipped");
    }

    private static SettingException Wrong(string name, string allowed) => new($"--{name} must be {allowed}.");
}
