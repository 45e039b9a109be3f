using Grpc.Core;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Server.Access;
using OrderBridge.Server.Calling;

namespace OrderBridge.Server.Relaying;

/// <summary>
/// A message of a topic as a call, so that the services take it as they take the same message over gRPC. Who may write is the brokers' business (access
/// lists); the journal names the topic's role.
/// </summary>
internal sealed class TopicCall : ServerCallContext
{
    private readonly string _method;
    private readonly CancellationToken _cancellation;

    private TopicCall(string method, CancellationToken cancellation) => (_method, _cancellation) = (method, cancellation);

    protected override string MethodCore => _method;

    protected override string HostCore => "kafka";

    protected override string PeerCore => "kafka";

    protected override DateTime DeadlineCore => DateTime.MaxValue;

    protected override Metadata RequestHeadersCore { get; } = [];

    protected override CancellationToken CancellationTokenCore => _cancellation;

    protected override Metadata ResponseTrailersCore { get; } = [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore { get; } = new(null, []);

    public static TopicCall Of(string method, Role role, CancellationToken cancellation)
    {
        var call = new TopicCall(method, cancellation);
        call.SetCaller(new CallerIdentity("kafka", [role]));
        return call;
    }

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => throw new NotSupportedException();
}
