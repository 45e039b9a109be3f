using Grpc.Core;
using OrderBridge.Cli.Calling;
using OrderBridge.Cli.MappingOrders;
using OrderBridge.Cli.Tracking;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Cli.FeedingOrders;

/// <content>Messages that the hub cannot cope with: found out, and refused in their own name rather than ending the run.</content>
internal sealed partial class StreamFeeder
{
    /// <summary>Streams that one message may have broken, before each is sent on a stream of its own.</summary>
    private const int BreaksBeforeAlone = 2;

    /// <summary>Sendings of one message that the hub fails at with INTERNAL: it would fail at the next as well.</summary>
    private const int FailuresMax = 5;

    /// <summary>Sendings that find no store, of a message alone: about a minute, while others may get through.</summary>
    private const int AbsencesMax = 40;

    private const string Internal = "INTERNAL";
    private const string TooLarge = "MESSAGE_TOO_LARGE";

    /// <summary>Whether a stream broke over what was on it: the hub failed, or the message was too large for it. A busy hub names a delay.</summary>
    private static bool IsOfOneMessage(RpcException e) =>
        e.StatusCode is StatusCode.Internal or StatusCode.Unknown
        || (e.StatusCode is StatusCode.ResourceExhausted && RpcRefusal.Of(e) is { RetryDelay: null });

    private static bool MayRepeat(Problem problem, TrackedOrder tracked) => (StatusCode)problem.Code switch
    {
        StatusCode.Internal => ++tracked.Failures < FailuresMax,
        StatusCode.Unavailable => ++tracked.Failures < AbsencesMax,
        StatusCode.ResourceExhausted => problem.Reason != TooLarge,
        var code => Repeating.IsTransient(code),
    };

    /// <summary>The message, or null when it is beyond what the hub reads: then the order is refused at once.</summary>
    private IngestOrdersRequest? MessageOf(TrackedOrder tracked)
    {
        var message = new IngestOrdersRequest { MessageId = tracked.Order.InvoiceNo, Order = ChannelOrders.Of(tracked.Order) };
        var bytes = message.CalculateSize();
        if (bytes <= HubLimits.MessageBytes)
        {
            return message;
        }

        Finish(tracked, Verdict.Refused(string.Empty, TooLarge, $"The order is a message of {bytes} bytes; the hub reads at most {HubLimits.MessageBytes}. Split the order."));
        return null;
    }

    /// <summary>Among many messages on a stream nobody can tell which one broke it; alone each answers for itself.</summary>
    private async Task SendEachAloneAsync(CancellationToken cancellationToken)
    {
        foreach (var tracked in _unanswered.Values)
        {
            if (!await TryAloneAsync(tracked, cancellationToken))
            {
                return; // The hub is away; the next stream waits for it.
            }
        }
    }

    /// <returns>False when the hub is away.</returns>
    private async Task<bool> TryAloneAsync(TrackedOrder tracked, CancellationToken cancellationToken)
    {
        for (var attempt = 1; MessageOf(tracked) is { } message; attempt++)
        {
            try
            {
                await SendAloneAsync(message, cancellationToken);
                return true;
            }
            catch (RpcException e) when (IsOfOneMessage(e))
            {
                if (attempt >= FailuresMax || e.StatusCode is StatusCode.ResourceExhausted)
                {
                    Finish(tracked, VerdictOf(e));
                    return true;
                }

                await Task.Delay(Repeating.Delay(null, attempt), timeProvider, cancellationToken);
            }
            catch (RpcException e) when (Repeating.IsTransient(e.StatusCode))
            {
                return false;
            }
        }

        return true;
    }

    private async Task SendAloneAsync(IngestOrdersRequest message, CancellationToken cancellationToken)
    {
        using var call = hub.Orders.IngestOrders(hub.Options(cancellationToken));
        try
        {
            await call.RequestStream.WriteAsync(message, cancellationToken);
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or RpcException && !cancellationToken.IsCancellationRequested)
        {
            // The stream ended under the writer; reading says why.
        }

        while (await call.ResponseStream.MoveNext(cancellationToken))
        {
            Take(call.ResponseStream.Current, cancellationToken);
        }
    }

    private static Verdict VerdictOf(RpcException e)
    {
        var refusal = RpcRefusal.Of(e);
        return Verdict.Refused(string.Empty, e.StatusCode is StatusCode.ResourceExhausted ? TooLarge : Internal, $"The hub ended the stream over this order each time: {refusal.Message}");
    }
}
