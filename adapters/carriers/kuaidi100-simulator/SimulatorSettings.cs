using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using OrderBridge.AdapterSdk.Running;
using OrderBridge.Kuaidi100Simulator.Routing;

namespace OrderBridge.Kuaidi100Simulator;

/// <summary>What the simulator is told.</summary>
public sealed record SimulatorSettings
{
    public static readonly ImmutableArray<string> OptionNames =
    [
        "hub", "key", "push-url", "salt", "speed", "concurrency", "push-every", "data", "seed", "chaos", "exception-rate", "refused-rate", "lost-rate",
    ];

    public required Uri Hub { get; init; }

    /// <summary>Key of a carrier or an operator.</summary>
    public required string Key { get; init; }

    /// <summary>Where pushes go, such as http://127.0.0.1:5102/push.</summary>
    public required Uri PushUrl { get; init; }

    /// <summary>Salt of the signature, the same as the receiver's.</summary>
    public required string Salt { get; init; }

    /// <summary>How many times faster than life. Default: 1; 3600 makes an hour a second.</summary>
    public required double Speed { get; init; }

    /// <summary>Pushes on their way at once. Default: 16.</summary>
    public required int Concurrency { get; init; }

    /// <summary>Entries of a parcel within this time go out in one push, as Kuaidi100 itself combines them; the last one goes at once. Default: zero, each entry is pushed.</summary>
    public TimeSpan PushEvery { get; init; }

    /// <summary>Folder that lets a restart go on where it was; empty keeps nothing.</summary>
    public required string Data { get; init; }

    public required RouteOptions Routes { get; init; }

    public static SimulatorSettings Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new SimulatorSettings
        {
            Hub = AdapterSettings.Address(configuration, "hub", "http://127.0.0.1:5080"),
            Key = configuration["key"] ?? "",
            PushUrl = AdapterSettings.Address(configuration, "push-url", null),
            Salt = configuration["salt"] ?? "",
            Speed = (double)AdapterSettings.Fraction(configuration, "speed", 1, 0.001m, 1_000_000),
            Concurrency = (int)AdapterSettings.Number(configuration, "concurrency", 16, 1, 1000),
            PushEvery = TimeSpan.FromHours((double)AdapterSettings.Fraction(configuration, "push-every", 0, 0, 1000)),
            Data = configuration["data"] ?? "",
            Routes = new RouteOptions
            {
                Seed = (int)AdapterSettings.Number(configuration, "seed", 1, 0, int.MaxValue),
                Chaos = Rate(configuration, "chaos", 0),
                ExceptionRate = Rate(configuration, "exception-rate", 0.03m),
                RefusedRate = Rate(configuration, "refused-rate", 0.01m),
                LostRate = Rate(configuration, "lost-rate", 0.002m),
            },
        };
    }

    private static double Rate(IConfiguration configuration, string name, decimal byDefault) =>
        (double)AdapterSettings.Fraction(configuration, name, byDefault, 0, 1);
}
