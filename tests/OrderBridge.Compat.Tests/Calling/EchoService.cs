using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using OrderBridge.Compat.Tests.Wire;

namespace OrderBridge.Compat.Tests.Calling;

/// <summary>What the server saw, per text; tests share one server, so each uses its own text.</summary>
internal sealed class EchoRecord
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _signals = new();

    public ConcurrentDictionary<string, int> Attempts { get; } = new();

    /// <summary>Completes once a hanging call with this text has begun.</summary>
    public TaskCompletionSource Begun(string text) => Signal($"begun {text}");

    /// <summary>Completes once a hanging call with this text has seen its cancellation.</summary>
    public TaskCompletionSource Cancelled(string text) => Signal($"cancelled {text}");

    private TaskCompletionSource Signal(string name) =>
        _signals.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}

internal sealed class EchoService(EchoRecord record) : Wire.EchoService.EchoServiceBase
{
    public override async Task<SayResponse> Say(SayRequest request, ServerCallContext context)
    {
        var attempt = record.Attempts.AddOrUpdate(request.Text, 1, (_, earlier) => earlier + 1);
        context.ResponseTrailers.Add("attempt", attempt.ToString());
        return request.Mode switch
        {
            Mode.Refuse => throw Refusal(),
            Mode.Flaky when attempt < 3 => throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "not yet")),
            Mode.Hang => await HangAsync(request.Text, context),
            _ => await AnswerAsync(request.Text, context),
        };
    }

    public override async Task<SayResponse> Join(IAsyncStreamReader<SayRequest> requestStream, ServerCallContext context)
    {
        var texts = new List<string>();
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            texts.Add(request.Text);
        }

        return new SayResponse { Text = string.Join(' ', texts) };
    }

    public override async Task Repeat(SayRequest request, IServerStreamWriter<SayResponse> responseStream, ServerCallContext context)
    {
        responseStream.WriteOptions = new WriteOptions(WriteFlags.BufferHint);
        for (var i = 1; i <= request.Count; i++)
        {
            await responseStream.WriteAsync(new SayResponse { Text = $"{request.Text} {i}" }, context.CancellationToken);
        }
    }

    public override async Task Talk(
        IAsyncStreamReader<SayRequest> requestStream, IServerStreamWriter<SayResponse> responseStream, ServerCallContext context)
    {
        while (await requestStream.MoveNext())
        {
            await responseStream.WriteAsync(new SayResponse { Text = requestStream.Current.Text });
        }
    }

    private static async Task<SayResponse> AnswerAsync(string text, ServerCallContext context)
    {
        await context.WriteResponseHeadersAsync(
            new Metadata { { "seen", context.RequestHeaders.GetValue("sent") ?? "nothing" }, { "raw-bin", [1, 2, 255] } });
        return new SayResponse { Text = text };
    }

    private async Task<SayResponse> HangAsync(string text, ServerCallContext context)
    {
        await using var registration = context.CancellationToken.Register(() => record.Cancelled(text).TrySetResult());
        record.Begun(text).TrySetResult();
        await record.Cancelled(text).Task;
        throw new OperationCanceledException();
    }

    private static RpcException Refusal()
    {
        var details = new Google.Rpc.Status { Code = (int)Code.FailedPrecondition, Message = "no" };
        details.Details.Add(Any.Pack(new ErrorInfo { Domain = "compat", Type = "REFUSED" }));
        return new RpcException(
            new Grpc.Core.Status(StatusCode.FailedPrecondition, "no"),
            new Metadata { { "grpc-status-details-bin", details.ToByteArray() } });
    }
}
