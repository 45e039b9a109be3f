using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Intake;
using OrderBridge.Server.Calling;
using OrderBridge.Server.Reading;
using OrderBridge.Server.Services;
using OrderBridge.Server.WireFormat;

namespace OrderBridge.Server.Limiting;

/// <summary>
/// Keeps what warehouses and carriers sent and the hub refused, and orders that could not be read: in quarantine with the reason and the bytes, once for
/// equal bytes. An outage, overload or a key without the right is no refusal of the message, and nothing is kept.
/// </summary>
public sealed class RefusedMessages(UnitOfWork work, TimeProvider timeProvider)
{
    /// <summary>Whether the message's service keeps it when it is refused.</summary>
    public static bool Keeps(IMessage message) => message
        is ReportFulfilmentProgressRequest or ReportShortageRequest or ReportReturnedGoodsRequest or RecordTrackingEventsRequest or StreamTrackingEventsRequest;

    /// <summary>The whole message as it is kept; of one that could not be read, what was sent.</summary>
    /// <param name="message">One of those that are kept.</param>
    public static RawPayload RawOf(IMessage message)
    {
        if (UnreadableMessages.RawOf(message, SourceOf(message)) is { } sent)
        {
            return sent;
        }

        var bytes = Bare(message).ToByteArray();
        return new RawPayload(Convert.ToHexStringLower(SHA256.HashData(bytes)), SourceOf(message), $"application/x-protobuf; messageType={message.Descriptor.FullName}", bytes);
    }

    /// <summary>Runs a call whose message is within its limits, and keeps the message when it is refused for good.</summary>
    /// <exception cref="RpcException">The call's, when its message is kept or needs no keeping; another one when it could not be kept.</exception>
    public async Task<T> KeepAsync<T>(IMessage message, ServerCallContext context, Func<Task<T>> call)
    {
        try
        {
            RequestLimits.Require(message);
            return await call().ConfigureAwait(false);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.NotFound)
        {
            await QuarantineAsync(RawOf(message), ProblemReading.Of(e), context).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Keeps an order's message that could not be read; others are left to whoever answers them.</summary>
    public async Task KeepUnreadableAsync<T>(T message, ServerCallContext context)
    {
        if (message is IngestOrderRequest or IngestOrdersRequest && UnreadableMessages.Check((IMessage)message) is { } unreadable)
        {
            await QuarantineAsync(RawOf((IMessage)message), unreadable.ToProblem(), context).ConfigureAwait(false);
        }
    }

    private async Task QuarantineAsync(RawPayload raw, Contracts.Common.V1.Problem problem, ServerCallContext context)
    {
        var kept = await work.RunAsync<bool>(
            () => new EventContext(context.Caller().Actor, string.Empty, string.Empty, timeProvider.GetUtcNow()),
            (commit, _) =>
            {
                commit.Raw = raw;
                commit.Quarantine = new QuarantinedMessage(QuarantinedMessage.IdOf(raw), raw.Source, problem.Reason, problem.Message, raw.Hash);
                return ValueTask.FromResult<Outcome<bool>>(true);
            },
            context.CancellationToken).ConfigureAwait(false);
        _ = kept.Require(); // Not kept: the sender is to repeat it, so it learns that instead.
    }

    /// <summary>Without what differs between two sendings of the same message.</summary>
    private static IMessage Bare(IMessage message)
    {
        if (message is not StreamTrackingEventsRequest { TraceParent.Length: > 0 } tracked)
        {
            return message;
        }

        var bare = tracked.Clone();
        bare.TraceParent = string.Empty;
        return bare;
    }

    private static string SourceOf(IMessage message) => message switch
    {
        ReportReturnedGoodsRequest r => Named("warehouse", r.WarehouseId),
        RecordTrackingEventsRequest r => Named("carrier", r.CarrierCode),
        StreamTrackingEventsRequest r => Named("carrier", r.CarrierCode),
        IngestOrderRequest { Order: { } order } => SourceOf(order),
        IngestOrdersRequest { Order: { } order } => SourceOf(order),
        IngestOrderRequest or IngestOrdersRequest => "channel",
        _ => "warehouse", // The report names its work only.
    };

    private static string SourceOf(ChannelOrder order) => $"{IntakeSource.Part(order.ChannelId)}/{IntakeSource.Part(order.ShopId)}";

    /// <summary>An id that is too long is one of the things that may be wrong.</summary>
    private static string Named(string kind, string id) => id.Length is 0 or > 100 ? kind : $"{kind}/{id}";
}
