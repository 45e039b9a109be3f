using Grpc.Core;

namespace OrderBridge.Compat.Tests.Behaving;

/// <summary>Behaviour of the small types; the full profile runs the same tests on the official assembly.</summary>
public sealed class CoreTypeTests
{
    [Fact]
    public void Status_prints_code_detail_and_cause()
    {
        Assert.Equal("Status(StatusCode=\"NotFound\", Detail=\"gone\")", new Status(StatusCode.NotFound, "gone").ToString());
        Assert.Equal(
            "Status(StatusCode=\"Internal\", Detail=\"x\", DebugException=\"System.InvalidOperationException: why\")",
            new Status(StatusCode.Internal, "x", new InvalidOperationException("why")).ToString());
    }

    [Fact]
    public void RpcException_says_its_status_unless_told_otherwise()
    {
        var status = new Status(StatusCode.Aborted, "again", new InvalidOperationException("why"));

        Assert.Equal(status.ToString(), new RpcException(status).Message);
        Assert.Equal("mine", new RpcException(status, "mine").Message);
        Assert.Same(status.DebugException, new RpcException(status).InnerException);
        Assert.Empty(new RpcException(status).Trailers);
        Assert.Throws<ArgumentNullException>(() => new RpcException(status, (Metadata)null!));
    }

    [Fact]
    public void CallOptions_change_by_copy()
    {
        var deadline = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        var before = new CallOptions(deadline: deadline);
        var after = before.WithHeaders([]).WithWaitForReady().WithWriteOptions(WriteOptions.Default);

        Assert.Null(before.Headers);
        Assert.False(before.IsWaitForReady);
        Assert.Equal(deadline, after.Deadline);
        Assert.True(after.IsWaitForReady);
        Assert.Same(WriteOptions.Default, after.WriteOptions);
    }

    [Fact]
    public void Simple_marshaller_works_through_contexts_too()
    {
        var simple = Marshallers.StringMarshaller;
        var context = new KeepingContext();

        simple.ContextualSerializer("订单", context);

        Assert.Equal("订单", simple.Deserializer(context.Payload));
        Assert.Equal("订单", simple.ContextualDeserializer(new GivingContext(context.Payload)));
    }

    [Fact]
    public void Call_credentials_compose_with_any_channel_credentials_and_with_each_other()
    {
        var call = CallCredentials.FromInterceptor((_, _) => Task.CompletedTask);

        Assert.NotNull(ChannelCredentials.Create(ChannelCredentials.Insecure, call));
        Assert.NotNull(ChannelCredentials.Create(ChannelCredentials.SecureSsl, CallCredentials.Compose(call, call)));
        Assert.Throws<ArgumentException>(() => CallCredentials.Compose(call));
        Assert.Throws<ArgumentNullException>(() => ChannelCredentials.Create(ChannelCredentials.Insecure, null!));
    }

    [Fact]
    public void Service_definition_hands_its_methods_to_a_binder()
    {
        var method = new Method<string, string>(MethodType.Unary, "p.S", "M", Marshallers.StringMarshaller, Marshallers.StringMarshaller);
        var definition = ServerServiceDefinition.CreateBuilder().AddMethod(method, (text, _) => Task.FromResult(text)).Build();
        var binder = new NamingBinder();

        definition.BindService(binder);

        Assert.Equal(["/p.S/M"], binder.Names);
    }

    [Fact]
    public async Task Writer_without_cancellation_refuses_a_live_token()
    {
        IAsyncStreamWriter<string> writer = new OldWriter();
        using var source = new CancellationTokenSource();

        await writer.WriteAsync("text", CancellationToken.None);
        await Assert.ThrowsAsync<NotSupportedException>(async () => await writer.WriteAsync("text", source.Token));
    }

    [Fact]
    public void Peer_identity_is_the_named_property()
    {
        var context = new AuthContext("cn", new() { ["cn"] = [AuthProperty.Create("cn", "client"u8.ToArray())] });

        Assert.True(context.IsPeerAuthenticated);
        Assert.Equal("client", context.PeerIdentity.Single().Value);
        Assert.Empty(context.FindPropertiesByName("other"));
        Assert.False(new AuthContext(null, []).IsPeerAuthenticated);
    }

    private sealed class NamingBinder : ServiceBinderBase
    {
        public List<string> Names { get; } = [];

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) => Names.Add(method.FullName);
    }

    private sealed class KeepingContext : SerializationContext
    {
        public byte[] Payload { get; private set; } = [];

        public override void Complete(byte[] payload) => Payload = payload;
    }

    private sealed class GivingContext(byte[] payload) : DeserializationContext
    {
        public override int PayloadLength => payload.Length;

        public override byte[] PayloadAsNewBuffer() => payload;
    }

    private sealed class OldWriter : IAsyncStreamWriter<string>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(string message) => Task.CompletedTask;
    }
}
