using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using OrderBridge.Kafka.Receiving;
using OrderBridge.Kafka.Topics;
using OrderBridge.Server.Overload;
using OrderBridge.Server.Services;
using OrderBridge.Server.WireFormat;
using OrderBridge.Stock;
using OrderBridge.Stock.Ports;
using OrderBridge.Storage;

namespace OrderBridge.Server.Relaying;

/// <summary>What warehouses and carriers write to topics, taken by the same services as over gRPC: the same places, checks, repeats and answers.</summary>
internal sealed partial class HubInbox(TopicMessages messages, CallGate gate, ILogger<HubInbox> logger) : IInbox
{
    private static readonly ActivitySource Source = new("OrderBridge.Kafka");

    public async ValueTask<InboxAnswer> TakeAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        using var activity = Start(message);
        var type = message.Headers.GetValueOrDefault(MessageHeaders.MessageType, TopicMessages.TypesOf(message.Topic)[0]);
        if (messages.Find(message.Topic, type) is not { } entry)
        {
            return new InboxAnswer.Poison(
                GeneralReasons.MessageTypeUnknown, $"{message.Topic} takes {string.Join(", ", TopicMessages.TypesOf(message.Topic))}; name it in header {MessageHeaders.MessageType}.");
        }

        using var place = gate.EnterOther(message.Value.Length);
        if (place is null)
        {
            return new InboxAnswer.TryAgain(GeneralReasons.Overloaded, gate.Overloaded().RetryAfter);
        }

        try
        {
            await entry.Call(entry.Parse(message.Value), TopicCall.Of(type, entry.Role, cancellationToken)).ConfigureAwait(false);
            return InboxAnswer.Taken.Instance;
        }
        catch (InvalidProtocolBufferException)
        {
            return new InboxAnswer.Poison(GeneralReasons.MessageUnreadable, $"The value is no {type} in protobuf's binary form.");
        }
        catch (RpcException e)
        {
            return AnswerOf(e);
        }
        catch (StorageUnavailableException)
        {
            return new InboxAnswer.TryAgain(GeneralReasons.StoreUnavailable, TimeSpan.FromSeconds(1));
        }
        catch (LedgerAwayException)
        {
            return new InboxAnswer.TryAgain(StockReasons.LedgerNotReady, TimeSpan.FromSeconds(1));
        }
#pragma warning disable CA1031 // Kept with its reason after some attempts; the messages of others go on.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogFailed(logger, e, type, message.Topic);
            return new InboxAnswer.Failed(GeneralReasons.Internal, $"The hub failed with {e.GetType().Name}; its log or a newer version may say more.");
        }
    }

    private static InboxAnswer AnswerOf(RpcException e) => e.StatusCode switch
    {
        StatusCode.Unavailable or StatusCode.ResourceExhausted or StatusCode.Aborted or StatusCode.DeadlineExceeded or StatusCode.Cancelled =>
            new InboxAnswer.TryAgain(e.Status.Detail),
        StatusCode.Internal or StatusCode.Unknown => new InboxAnswer.Failed(GeneralReasons.Internal, e.Status.Detail),
        _ => new InboxAnswer.Poison(ProblemReading.Of(e).Reason, e.Status.Detail),
    };

    /// <summary>The writer's trace goes on here.</summary>
    private static Activity? Start(InboundMessage message)
    {
        ActivityContext.TryParse(message.Headers.GetValueOrDefault(MessageHeaders.TraceParent), traceState: null, isRemote: true, out var parent);
        return Source.StartActivity($"{message.Topic} receive", ActivityKind.Consumer, parent);
    }

    [LoggerMessage(EventId = 9214, Level = LogLevel.Error, Message = "A {MessageType} of {Topic} made the hub fail")]
    private static partial void LogFailed(ILogger logger, Exception exception, string messageType, string topic);
}
