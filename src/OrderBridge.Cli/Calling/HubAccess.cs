using Grpc.Core;
using Grpc.Net.Client;
using OrderBridge.Contracts.Admin.V1;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Contracts.Stock.V1;

namespace OrderBridge.Cli.Calling;

/// <summary>A connection to a hub, shared by callers with different keys.</summary>
internal sealed class HubAccess : IDisposable
{
    private readonly GrpcChannel _channel;

    public HubAccess(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new UsageException($"'{address}' is no address of a hub; give one such as http://127.0.0.1:5080.");
        }

        _channel = GrpcChannel.ForAddress(uri, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true },
            MaxReceiveMessageSize = null, // A page of orders with a thousand lines each is larger than the usual 4 MB.
            DisposeHttpClient = true,
        });
    }

    /// <summary>The clients of one caller.</summary>
    /// <param name="key">API key; empty sends none.</param>
    public HubCaller As(string key) => new(_channel, key);

    public void Dispose() => _channel.Dispose();
}

/// <summary>The hub as one key sees it.</summary>
internal sealed class HubCaller(GrpcChannel channel, string key)
{
    public OrderService.OrderServiceClient Orders { get; } = new(channel);

    public StockService.StockServiceClient Stock { get; } = new(channel);

    public FulfilmentService.FulfilmentServiceClient Fulfilment { get; } = new(channel);

    public TrackingService.TrackingServiceClient Tracking { get; } = new(channel);

    public AdminService.AdminServiceClient Admin { get; } = new(channel);

    /// <summary>The key as metadata, and the token.</summary>
    public CallOptions Options(CancellationToken cancellationToken) => new(
        key.Length > 0 ? new Metadata { { "authorization", $"Bearer {key}" } } : [], cancellationToken: cancellationToken);
}
