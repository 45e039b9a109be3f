using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;

namespace OrderBridge.AdapterSdk.Running;

/// <summary>A setting is missing or wrong; the message says which and what to write.</summary>
public sealed class SettingException : Exception
{
    public SettingException()
    {
    }

    public SettingException(string message)
        : base(message)
    {
    }

    public SettingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>What all adapters are told: on the command line as --name value, or as environment ORDERBRIDGE_NAME.</summary>
public sealed record AdapterSettings
{
    /// <summary>Options of every adapter that receives; each has more of its own.</summary>
    public static readonly ImmutableArray<string> Names = ["hub", "key", "listen", "data", "otlp", "spool-bytes-max", "body-bytes-max", "stock-retry-hours"];

    /// <summary>Hub's gRPC address. Default: http://127.0.0.1:5080.</summary>
    public required Uri Hub { get; init; }

    /// <summary>API key for the hub; empty sends none.</summary>
    public required string Key { get; init; }

    /// <summary>Where the adapter listens; port 0 takes any free one. Default: http://127.0.0.1:0.</summary>
    public required Uri Listen { get; init; }

    /// <summary>Folder for spool and dead letters. Required.</summary>
    public required string Data { get; init; }

    /// <summary>Disk that messages may take which wait for the hub, in bytes. Default: 1 GiB.</summary>
    public required long SpoolBytesMax { get; init; }

    /// <summary>Largest message taken, in bytes. Default: 16 MiB.</summary>
    public required int BodyBytesMax { get; init; }

    /// <summary>How long orders refused for want of stock are sent again. Default: 24 h; 0 makes them dead letters at once.</summary>
    public required TimeSpan StockRetry { get; init; }

    /// <summary>Where spans are sent (OTLP over gRPC), such as http://127.0.0.1:4317; null sends none. Also OTEL_EXPORTER_OTLP_ENDPOINT.</summary>
    public Uri? Otlp { get; init; }

    public static AdapterSettings Read(IConfiguration configuration) => new()
    {
        Hub = Address(configuration, "hub", "http://127.0.0.1:5080"),
        Key = configuration["key"] ?? "",
        Listen = Address(configuration, "listen", "http://127.0.0.1:0"),
        Data = Required(configuration, "data", "a folder for the spool"),
        SpoolBytesMax = Number(configuration, "spool-bytes-max", 1L << 30, 1 << 16, 1L << 40),
        StockRetry = TimeSpan.FromHours((double)Fraction(configuration, "stock-retry-hours", 24, 0, 720)),
        BodyBytesMax = (int)Number(configuration, "body-bytes-max", 16 << 20, 1 << 10, 32 << 20),
        Otlp = Collector(configuration),
    };

    /// <exception cref="SettingException">It is no http address.</exception>
    public static Uri? Collector(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var otlp = configuration["otlp"] ?? Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT");
        return string.IsNullOrEmpty(otlp) ? null : Address(configuration, "otlp", otlp);
    }

    /// <exception cref="SettingException">It is not there.</exception>
    public static string Required(IConfiguration configuration, string name, string what)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration[name] is { Length: > 0 } value
            ? value
            : throw new SettingException($"--{name} is missing: {what} (or environment ORDERBRIDGE_{name.ToUpperInvariant()}).");
    }

    /// <exception cref="SettingException">It is not a number within the range.</exception>
    public static long Number(IConfiguration configuration, string name, long byDefault, long min, long max)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var text = configuration[name];
        return text is null ? byDefault
            : long.TryParse(text, out var number) && number >= min && number <= max ? number
            : throw new SettingException($"--{name} must be a whole number from {min} to {max}.");
    }

    /// <exception cref="SettingException">It is not a number within the range.</exception>
    public static decimal Fraction(IConfiguration configuration, string name, decimal byDefault, decimal min, decimal max)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var text = configuration[name];
        return text is null ? byDefault
            : decimal.TryParse(text, out var number) && number >= min && number <= max ? number
            : throw new SettingException($"--{name} must be a number from {min} to {max}.");
    }

    /// <summary>False unless it is said.</summary>
    /// <exception cref="SettingException">It is neither true nor false.</exception>
    public static bool Flag(IConfiguration configuration, string name)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var text = configuration[name];
        return text is not null && (bool.TryParse(text, out var flag) ? flag : throw new SettingException($"--{name} must be true or false."));
    }

    /// <summary>One of a few words; the first unless another is said.</summary>
    /// <exception cref="SettingException">It is none of them.</exception>
    public static string Choice(IConfiguration configuration, string name, params ReadOnlySpan<string> words)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var text = configuration[name] ?? words[0];
        return words.Contains(text) ? text : throw new SettingException($"--{name} must be {string.Join(" or ", words)}.");
    }

    /// <exception cref="SettingException">It is no http address.</exception>
    public static Uri Address(IConfiguration configuration, string name, string? byDefault)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Uri.TryCreate(configuration[name] ?? byDefault, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri!
            : throw new SettingException($"--{name} must be an address such as http://127.0.0.1:5080.");
    }
}
