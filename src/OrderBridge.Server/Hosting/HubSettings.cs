using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;
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

/// <summary>What a hub is started with: command line (<c>--name value</c>), environment (<c>ORDERBRIDGE_NAME</c>), appsettings.json.</summary>
/// <param name="DataDirectory">Where the store is. Default <c>data</c>.</param>
/// <param name="Listen">Address of the gRPC endpoint (HTTP/2 without TLS); port 0 takes any free one. Default <c>http://127.0.0.1:5080</c>.</param>
/// <param name="KeysFile">API keys; empty makes a file with one administrator's key in the data directory.</param>
public sealed record HubSettings(string DataDirectory, IPEndPoint Listen, string KeysFile)
{
    /// <summary>Where the stock ledger is, as <c>host:port,host:port,password=…</c>; empty keeps it in memory.</summary>
    public string Redis { get; init; } = string.Empty;

    /// <summary>Where traces and metrics are sent (OTLP over gRPC), such as <c>http://127.0.0.1:4317</c>; null sends none. Also <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>Where metrics are shown as text, at <c>/metrics</c> over HTTP/1.1 without a key; null shows none.</summary>
    public IPEndPoint? Metrics { get; init; }

    /// <summary>Whether the hub rehearses before it takes calls: it starts some seconds later, and its first calls are as fast as all others. Default false.</summary>
    public bool WarmUp { get; init; }

    public string Database => Path.Combine(DataDirectory, "orderbridge.db");

    /// <summary>Connection string of a PostgreSQL database that hubs share; empty keeps the store in the data directory. Never logged: it may hold a password.</summary>
    public string Postgres { get; init; } = string.Empty;

    /// <exception cref="ArgumentException">A value cannot be read; the sentence names it.</exception>
    public static HubSettings Read(IConfiguration configuration)
    {
        return new HubSettings(
            DirectoryOf(configuration["data"] ?? "data"), EndPointOf("listen", configuration["listen"] ?? "http://127.0.0.1:5080"), configuration["keys"] ?? string.Empty)
        {
            Redis = configuration["redis"] ?? string.Empty,
            Otlp = (configuration["otlp"] ?? Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT")) is { Length: > 0 } otlp ? AddressOf("otlp", otlp) : null,
            Metrics = configuration["metrics"] is { Length: > 0 } metrics ? EndPointOf("metrics", metrics) : null,
            Postgres = configuration["postgres"] ?? string.Empty,
            WarmUp = SwitchOf("warmup", configuration["warmup"] ?? "false"),
        };
    }

    /// <summary>Options of the modules from their sections: <c>--Orders:OnlinePayment 00:10:00</c>.</summary>
    public static void Bind(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(Bound<OrderOptions>(configuration, "Orders"));
        services.AddSingleton(Bound<RoutingOptions>(configuration, "Routing"));
        services.AddSingleton(Bound<ShipmentTimes>(configuration, "Shipments"));
        services.AddSingleton(Bound<FlowOptions>(configuration, "Flows"));
        services.AddSingleton(Bound<OverloadOptions>(configuration, "Overload"));
        services.AddSingleton(Bound<StorageOptions>(configuration, "Storage"));
        services.AddSingleton(Bound<PostgresOptions>(configuration, "Postgres"));
        services.AddSingleton(RedisOptions(configuration));
        services.AddSingleton(Options.Create(Bound<StockOptions>(configuration, "Stock")));
    }

    /// <summary><c>--kafka BOOTSTRAP</c> turns Kafka on; <c>--Kafka:Option VALUE</c> says how.</summary>
    public static KafkaOptions Kafka(IConfiguration configuration)
    {
        var options = Bound<KafkaOptions>(configuration, "Kafka");
        options.Bootstrap = configuration["kafka"] ?? options.Bootstrap;
        return options;
    }

    private static string DirectoryOf(string data) => data switch
    {
        _ when string.IsNullOrWhiteSpace(data) => throw new ArgumentException("--data is empty; name the directory of the store, or leave it out for 'data'."),
        _ when File.Exists(data) => throw new ArgumentException($"--data {data} is a file; name the directory in which the store's orderbridge.db is."),
        _ => Path.GetFullPath(data),
    };

    private static Uri AddressOf(string option, string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp
            ? uri
            : throw new ArgumentException($"--{option} {value} is not an address such as http://127.0.0.1:5080.");

    private static bool SwitchOf(string option, string value) =>
        bool.TryParse(value, out var isOn) ? isOn : throw new ArgumentException($"--{option} {value} is neither true nor false.");

    private static IPEndPoint EndPointOf(string option, string value)
    {
        var uri = AddressOf(option, value);
        var address = uri.Host switch
        {
            "localhost" => IPAddress.Loopback,
            "*" or "0.0.0.0" => IPAddress.Any,
            _ => IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip)
                ? ip
                : throw new ArgumentException($"--{option} {value} names a host; give an IP address, localhost or 0.0.0.0."),
        };
        return new IPEndPoint(address, uri.Port);
    }

    /// <summary>Hubs that share a database share the ledger too.</summary>
    private static RedisLedgerOptions RedisOptions(IConfiguration configuration)
    {
        var options = Bound<RedisLedgerOptions>(configuration, "Redis");
        options.IsShared |= !string.IsNullOrEmpty(configuration["postgres"]);
        return options;
    }

    /// <exception cref="ArgumentException">A value of the section cannot be read, or is outside its range.</exception>
    private static T Bound<T>(IConfiguration configuration, string section)
        where T : class, new()
    {
        var options = new T();
        var values = configuration.GetSection(section);
        OptionShape.Require(values, typeof(T));
        try
        {
            values.Bind(options);
            OptionShape.FillLists(values, options);
            Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
            return options;
        }
        catch (InvalidOperationException e)
        {
            throw new ArgumentException($"Section {section}: {e.Message}", e);
        }
        catch (ValidationException e)
        {
            throw new ArgumentException($"Section {section}: {e.Message}", e);
        }
    }
}
