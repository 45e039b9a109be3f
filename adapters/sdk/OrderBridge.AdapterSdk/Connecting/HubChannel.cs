using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using OrderBridge.AdapterSdk.Tracing;

namespace OrderBridge.AdapterSdk.Connecting;

/// <summary>The way to the hub: HTTP/2 in the clear on a trusted network or TLS by the address, one key on every call, and the trace it is made under.</summary>
public sealed class HubChannel : IDisposable
{
    private const int MessageBytesMax = 16 << 20;
    private readonly GrpcChannel _channel;

    /// <param name="address">Hub's gRPC address, such as http://127.0.0.1:5080.</param>
    /// <param name="key">API key; empty sends none.</param>
    public HubChannel(Uri address, string key)
    {
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            HttpHandler = Handler(),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MessageBytesMax,
            MaxSendMessageSize = MessageBytesMax, // HubMessage says it before, and with the fix.
            // Repeats are decided in one place: HubPipeline.
            MaxRetryAttempts = 1,
        });
        Calls = _channel.Intercept(headers => Complete(headers, key));
    }

    /// <summary>For the generated clients' constructors.</summary>
    public CallInvoker Calls { get; }

    public void Dispose() => _channel.Dispose();

    // A hub that vanished without a word is noticed after 30 s at most: 20 s of silence and 10 s without a pong.
    private static SocketsHttpHandler Handler() => new()
    {
        EnableMultipleHttp2Connections = true,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        KeepAlivePingDelay = TimeSpan.FromSeconds(20),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        UseProxy = false,
    };

    /// <summary>Adds the key, and the span under which the call is made: the client's own spans in between are not collected.</summary>
    private static Metadata Complete(Metadata headers, string key)
    {
        if (key.Length > 0)
        {
            headers.Add("authorization", $"Bearer {key}");
        }

        if (AdapterTracing.Current is { Length: > 0 } traceParent)
        {
            headers.Add("traceparent", traceParent);
        }

        return headers;
    }
}
