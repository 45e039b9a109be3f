using System.ComponentModel.DataAnnotations;
using System.Net;
using OrderBridge.Flows.Routing;
using OrderBridge.Flows.Running;
using OrderBridge.Orders;
using OrderBridge.Server.Overload;
using OrderBridge.Storage;

namespace OrderBridge.Server.Hosting;

/// <summary>What a hub is started with: command line (<c>--name value</c>), environment (<c>ORDERBRIDGE_NAME</c>), appsettings.json.</summary>
/// <param name="DataDirectory">Where the store is. Default <c>data</c>.</param>
/// <param name="Listen">Address of the gRPC endpoint (HTTP/2 without TLS); port 0 takes any free one. Default <c>http://127.0.0.1:5080</c>.</param>
/// <param name="KeysFile">API keys; empty makes a file with one administrator's key in the data directory.</param>
public sealed record HubSettings(string DataDirectory, IPEndPoint Listen, string KeysFile)
{
    public string Database => Path.Combine(DataDirectory, "orderbridge.db");

    /// <exception cref="ArgumentException">A value cannot be read; the sentence names it.</exception>
    public static HubSettings Read(IConfiguration configuration)
    {
        var listen = configuration["listen"] ?? "http://127.0.0.1:5080";
        if (!Uri.TryCreate(listen, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp)
        {
            throw new ArgumentException($"--listen {listen} is not an address such as http://127.0.0.1:5080.");
        }

        return new HubSettings(Path.GetFullPath(configuration["data"] ?? "data"), new IPEndPoint(AddressOf(uri.Host, listen), uri.Port), configuration["keys"] ?? string.Empty);
    }

    /// <summary>Options of the modules from their sections: <c>--Orders:OnlinePayment 00:10:00</c>.</summary>
    public static void Bind(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(Bound<OrderOptions>(configuration, "Orders"));
        services.AddSingleton(Bound<RoutingOptions>(configuration, "Routing"));
        services.AddSingleton(Bound<FlowOptions>(configuration, "Flows"));
        services.AddSingleton(Bound<OverloadOptions>(configuration, "Overload"));
        services.AddSingleton(Bound<StorageOptions>(configuration, "Storage"));
        services.AddOptions<OrderBridge.Stock.StockOptions>().Bind(configuration.GetSection("Stock"));
    }

    private static IPAddress AddressOf(string host, string listen) => host switch
    {
        "localhost" => IPAddress.Loopback,
        "*" or "0.0.0.0" => IPAddress.Any,
        _ => IPAddress.TryParse(host.Trim('[', ']'), out var ip)
            ? ip
            : throw new ArgumentException($"--listen {listen} names a host; give an IP address, localhost or 0.0.0.0."),
    };

    /// <exception cref="ArgumentException">A value of the section cannot be read, or is outside its range.</exception>
    private static T Bound<T>(IConfiguration configuration, string section)
        where T : class, new()
    {
        var options = new T();
        try
        {
            configuration.GetSection(section).Bind(options);
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
