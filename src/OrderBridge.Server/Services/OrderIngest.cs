using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Kernel.Bounding;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Orders;
using OrderBridge.Orders.Intake;
using OrderBridge.Server.Access;
using OrderBridge.Server.Calling;
using OrderBridge.Server.Limiting;
using OrderBridge.Server.Overload;
using OrderBridge.Server.Telemetry;
using OrderBridge.Server.WireFormat;

namespace OrderBridge.Server.Services;

/// <summary>The way of an order message through the hub: place under the gate, translate, ingest, answer.</summary>
public sealed partial class OrderIngest(
    OrderIntake intake, CallGate gate, OverloadOptions options, HubMetrics metrics, IHostApplicationLifetime lifetime, ILogger<OrderIngest> logger)
{
    public async Task<IngestOrderResponse> OneAsync(IngestOrderRequest request, ServerCallContext context)
    {
        using var place = gate.EnterOrder(request.CalculateSize()) ?? throw ProblemWire.ToRpcException(gate.Overloaded());
        if (request.ValidateOnly)
        {
            var read = OrderWire.ToContent(request.Order);
            context.RequireChannel(read.Content.Key.ChannelId);
            var wrong = read.IsReadable ? intake.Preview(read.Content) : IntakeRefusals.OfContent(read.Violations);
            return wrong is null ? new IngestOrderResponse() : throw ProblemWire.ToRpcException(wrong);
        }

        var outcome = await IngestAsync(request.Order, request.RawPayload, request.RawContentType, request.RequestId, context, context.CancellationToken).ConfigureAwait(false);
        return outcome.Refusal is { } refusal
            ? throw ProblemWire.ToRpcException(outcome.Value is { } kept ? refusal.With("order_id", kept.Order.Id) : refusal)
            : new IngestOrderResponse { Order = OrderWire.ToWire(outcome.Value!.Order), Outcome = OrderEnums.IngestOutcome.ToWire(outcome.Value.Outcome) };
    }

    /// <summary>Reads ahead as far as the stream's bound allows; the transport holds the rest. Answers are written by one writer.</summary>
    public async Task ManyAsync(
        IAsyncStreamReader<IngestOrdersRequest> requests, IServerStreamWriter<IngestOrdersResponse> responses, ServerCallContext context)
    {
        using var place = gate.EnterStream() ?? throw ProblemWire.ToRpcException(gate.Overloaded());
        var answers = Channel.CreateBounded<IngestOrdersResponse>(new BoundedChannelOptions(options.MessagesPerStream) { SingleReader = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, lifetime.ApplicationStopping);
        var writing = WriteAsync(answers.Reader, responses, stop);
        using var slots = new SemaphoreSlim(options.MessagesPerStream);
        var bytes = new ByteBudget(options.BytesPerStream);
        var isDrained = false;
        try
        {
            while (await requests.MoveNext(reading.Token).ConfigureAwait(false))
            {
                var size = requests.Current.CalculateSize();
                await bytes.TakeAsync(size, stop.Token).ConfigureAwait(false);
                await slots.WaitAsync(stop.Token).ConfigureAwait(false);
                _ = AnswerAsync(requests.Current, size, answers.Writer, slots, bytes, context, stop.Token);
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            isDrained = true;
        }
        finally
        {
            // Everything taken is answered before the stream ends, also when the caller is gone: the work is under way anyway.
            for (var i = 0; i < options.MessagesPerStream; i++)
            {
                await slots.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            }

            answers.Writer.Complete();
        }

        await writing.ConfigureAwait(false);
        if (isDrained)
        {
            throw Failures.Draining();
        }
    }

    private static async Task WriteAsync(
        ChannelReader<IngestOrdersResponse> answers, IServerStreamWriter<IngestOrdersResponse> responses, CancellationTokenSource stop)
    {
        try
        {
            await foreach (var answer in answers.ReadAllAsync(stop.Token).ConfigureAwait(false))
            {
                await responses.WriteAsync(answer, stop.Token).ConfigureAwait(false);
            }
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task AnswerAsync(
        IngestOrdersRequest request, int size, ChannelWriter<IngestOrdersResponse> answers, SemaphoreSlim slots, ByteBudget bytes, ServerCallContext context,
        CancellationToken cancellationToken)
    {
        try
        {
            await answers.WriteAsync(await ResultAsync(request, size, context, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The caller is gone; it asks again with the same message and gets the same answer.
        }
        finally
        {
            bytes.Give(size);
            slots.Release();
        }
    }

    private async ValueTask<IngestOrdersResponse> ResultAsync(IngestOrdersRequest request, int size, ServerCallContext context, CancellationToken cancellationToken)
    {
        using var activity = MessageTracing.Start("IngestOrders message", request.TraceParent);
        using var place = gate.EnterOrder(size);
        if (place is null)
        {
            return new IngestOrdersResponse { MessageId = request.MessageId, Problem = ProblemWire.ToProblem(gate.Overloaded()) };
        }

        if (RequestLimits.Check(request) is { } tooLong)
        {
            return new IngestOrdersResponse { MessageId = request.MessageId, Problem = ProblemWire.ToProblem(tooLong) };
        }

        try
        {
            var outcome = await IngestAsync(request.Order, request.RawPayload, request.RawContentType, string.Empty, context, cancellationToken).ConfigureAwait(false);
            return Result(request.MessageId, outcome);
        }
        catch (OutageException e)
        {
            LogMessageFailed(logger, e);
            return new IngestOrdersResponse { MessageId = request.MessageId, Problem = ProblemWire.ToProblem(Unknown()) };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogMessageFailed(logger, e);
            return new IngestOrdersResponse { MessageId = request.MessageId, Problem = ProblemWire.ToProblem(Failures.Unexpected, StatusCode.Internal) };
        }
    }

    private static IngestOrdersResponse Result(string messageId, Outcome<Ingested> outcome)
    {
        var response = new IngestOrdersResponse { MessageId = messageId };
        if (outcome.Value is { } ingested)
        {
            response.OrderId = ingested.Order.Id;
            response.State = OrderEnums.State.ToWire(ingested.Order.State);
            response.Outcome = outcome.IsRefused ? Contracts.Orders.V1.IngestOutcome.Unspecified : OrderEnums.IngestOutcome.ToWire(ingested.Outcome);
        }

        if (outcome.Refusal is { } refusal)
        {
            response.Problem = ProblemWire.ToProblem(refusal);
        }

        return response;
    }

    private async ValueTask<Outcome<Ingested>> IngestAsync(
        ChannelOrder? order, Google.Protobuf.ByteString raw, string contentType, string requestId, ServerCallContext context, CancellationToken cancellationToken)
    {
        var outcome = await TakeAsync(order, raw, contentType, requestId, context, cancellationToken).ConfigureAwait(false);
        metrics.CountMessage(outcome.IsRefused ? "Refused" : outcome.Value!.Outcome.ToString(), outcome.Refusal?.Reason ?? string.Empty);
        if (outcome is { IsRefused: false, Value: { Outcome: not Orders.Intake.IngestOutcome.Unchanged, Order.Newest: { TotalDifference.IsZero: false } taken } })
        {
            metrics.CountTotalDifference(taken.Key.ChannelId);
        }

        return outcome;
    }

    private ValueTask<Outcome<Ingested>> TakeAsync(
        ChannelOrder? order, Google.Protobuf.ByteString raw, string contentType, string requestId, ServerCallContext context, CancellationToken cancellationToken)
    {
        if (raw.Length > Answers.RawMax)
        {
            const string fix = "Send at most 1 MiB of raw payload.";
            return ValueTask.FromResult<Outcome<Ingested>>(
                Refusal.Invalid(OrderReasons.RawPayloadTooLarge, fix, new FieldViolation("raw_payload", OrderReasons.RawPayloadTooLarge, fix)));
        }

        var read = OrderWire.ToContent(order);
        var key = read.Content.Key;
        if (context.Caller().RefuseChannel(key.ChannelId) is { } denied)
        {
            return ValueTask.FromResult<Outcome<Ingested>>(denied);
        }

        var command = new IngestOrder(
            read.Content, RawOf(order, raw, contentType, read), context.Caller().Actor, Callers.Limited(requestId)) { Unreadable = read.Violations };
        return intake.IngestAsync(command, cancellationToken);
    }

    /// <summary>What the channel sent; of an unreadable order without it the order itself, for nothing else of it is kept.</summary>
    private static Kernel.Journaling.RawPayload? RawOf(ChannelOrder? order, Google.Protobuf.ByteString raw, string contentType, ContentRead read)
    {
        var key = read.Content.Key;
        var source = $"{IntakeSource.Part(key.ChannelId)}/{IntakeSource.Part(key.ShopId)}";
        return Answers.Raw(raw, contentType, source)
            ?? (read.IsReadable || order is null ? null : Answers.Raw(order.ToByteString(), $"application/x-protobuf; messageType={ChannelOrder.Descriptor.FullName}", source));
    }

    private Refusal Unknown() => new(RefusalKind.Unavailable, "STORE_UNAVAILABLE", "The outcome is not known; repeat the message to learn it.")
    {
        RetryAfter = options.RetryDelay,
    };

    [LoggerMessage(EventId = 9003, Level = LogLevel.Error, Message = "An order message failed unexpectedly")]
    private static partial void LogMessageFailed(ILogger logger, Exception exception);
}
