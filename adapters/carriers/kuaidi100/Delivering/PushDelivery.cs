using Microsoft.Extensions.Logging;
using OrderBridge.Adapters.Kuaidi100.Mapping;
using OrderBridge.AdapterSdk.Pumping;
using OrderBridge.AdapterSdk.Running;
using OrderBridge.AdapterSdk.Sending;
using OrderBridge.AdapterSdk.Spooling;
using OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.Adapters.Kuaidi100.Delivering;

/// <summary>Maps a push and reports its events. The first call carries the raw push.</summary>
internal sealed partial class PushDelivery(TrackingSender sender, AdapterCounters counters, ILogger<PushDelivery> logger) : ISpoolDelivery
{
    public const string Source = "kuaidi100";
    private const int EventsPerCall = 500;

    public async Task<DeliveryOutcome> DeliverAsync(SpoolRecord record, CancellationToken cancellationToken)
    {
        var push = PushMapper.Map(record.Message.Body, record.AcceptTime);
        if (push.Problem is { } problem)
        {
            return new DeliveryOutcome.Refused(problem.Reason, problem.Sentence);
        }

        if (push.Events.Count == 0)
        {
            return push.SkippedEvents > 0
                ? new DeliveryOutcome.Refused("EVENT_TIME_INVALID", "No entry has a usable time.")
                : new DeliveryOutcome.Ignored("NO_EVENTS");
        }

        Count(push, record.Sequence);
        foreach (var request in Requests(push, record.Message))
        {
            await sender.SendAsync(request, cancellationToken);
        }

        return new DeliveryOutcome.Delivered();
    }

    private IEnumerable<RecordTrackingEventsRequest> Requests(PushResult push, SpoolMessage message) =>
        push.Events.Chunk(EventsPerCall).Select((events, index) =>
        {
            var request = new RecordTrackingEventsRequest
            {
                CarrierCode = push.CarrierCode,
                TrackingNumber = push.TrackingNumber,
                Source = Source,
                Events = { events },
            };
            if (index == 0)
            {
                (request.RawPayload, request.RawContentType) = RawPayload.Of(message.Body, message.ContentType, counters);
            }

            return request;
        });

    private void Count(PushResult push, long sequence)
    {
        foreach (var unknown in push.Events.Where(e => e.Status is TrackingStatus.Unrecognised))
        {
            counters.Increment("unrecognised_states");
            LogUnrecognised(logger, unknown.RawCode, sequence);
        }

        if (push.SkippedEvents > 0)
        {
            counters.Increment("skipped_events", push.SkippedEvents);
        }
    }

    [LoggerMessage(EventId = 8602, Level = LogLevel.Warning, Message = "Kuaidi100 state {Code} is not in the table (message {Sequence}); it is kept as unrecognised")]
    private static partial void LogUnrecognised(ILogger logger, string code, long sequence);
}
