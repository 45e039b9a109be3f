using Grpc.Core;
using OrderBridge.Contracts.Events.V1;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Server.Streaming;
using OrderBridge.Server.WireFormat;
using OrderBridge.Storage.Rows;

namespace OrderBridge.Server.Services;

/// <summary>EventService: the journal as a stream.</summary>
public sealed class EventGrpcService(JournalFollower follower, EventChannels channels) : EventService.EventServiceBase
{
    private const int KindsMax = 20;
    private const int TypesMax = 100;

    public override async Task StreamEvents(StreamEventsRequest request, IServerStreamWriter<StreamEventsResponse> responseStream, ServerCallContext context)
    {
        var stop = context.CancellationToken;
        var filter = new EventFilter(request, channels);
        var from = ResumeTokens.Read(request.ResumeToken)
            ?? (request.Start is StreamStart.Now ? await follower.HeadAsync(stop).ConfigureAwait(false) : 0);
        var view = new JournalView<StreamEventsResponse>(MessageOfAsync, token => new StreamEventsResponse { ResumeToken = token }) { Heartbeat = filter.Heartbeat };
        await follower.SendAsync(responseStream, view, from, stop).ConfigureAwait(false);

        async ValueTask<StreamEventsResponse?> MessageOfAsync(JournalRecord record) => await filter.WantsAsync(record, stop).ConfigureAwait(false)
            ? new StreamEventsResponse { Event = EventWire.ToWire(record), ResumeToken = ResumeTokens.Of(record.Position) }
            : null;
    }

    /// <summary>What a caller wants to see.</summary>
    private sealed class EventFilter
    {
        private readonly HashSet<string> _kinds;
        private readonly HashSet<string> _types;
        private readonly StreamEventsRequest _request;
        private readonly EventChannels _channels;

        public EventFilter(StreamEventsRequest request, EventChannels channels)
        {
            (_request, _channels) = (request, channels);
            _kinds = request.AggregateKinds.ToHashSet(StringComparer.Ordinal);
            _types = request.EventTypes.ToHashSet(StringComparer.Ordinal);
            if (_kinds.Count > KindsMax)
            {
                throw Answers.Invalid("aggregate_kinds", "FIELD_INVALID", "Name at most 20 kinds, or none for all.");
            }

            if (!_kinds.IsSubsetOf(AggregateKinds.Standard.Names))
            {
                throw Answers.Invalid("aggregate_kinds", "FIELD_INVALID", $"Name kinds of things that have events: {string.Join(", ", AggregateKinds.Standard.Names)}.");
            }

            if (request.Start is not (StreamStart.Unspecified or StreamStart.Beginning or StreamStart.Now))
            {
                throw Answers.Invalid("start", "FIELD_INVALID", "Set a value that the contract names.");
            }

            if (_types.Count > TypesMax)
            {
                throw Answers.Invalid("event_types", "FIELD_INVALID", "Name at most 100 types, or none for all.");
            }

            if (_types.FirstOrDefault(t => !EventTypes.Exists(t)) is { } unknown)
            {
                throw Answers.Invalid("event_types", "FIELD_INVALID", $"There is no event type {unknown}; see events/v1/event.proto.");
            }

            Heartbeat = request.HeartbeatInterval is { } asked ? Answers.Span("heartbeat_interval", asked) : StreamPulse.Usual;
            if (Heartbeat < TimeSpan.FromSeconds(1) || Heartbeat > TimeSpan.FromSeconds(60))
            {
                throw Answers.Invalid("heartbeat_interval", "FIELD_INVALID", "Set 1 to 60 seconds, or nothing for 15.");
            }
        }

        public TimeSpan Heartbeat { get; }

        public async ValueTask<bool> WantsAsync(JournalRecord record, CancellationToken cancellationToken) =>
            (_kinds.Count == 0 || _kinds.Contains(record.AggregateKind))
            && (_types.Count == 0 || _types.Contains(record.EventType))
            && (_request.AggregateId.Length == 0 || _request.AggregateId == record.AggregateId)
            && (_request.ChannelId.Length == 0 || _request.ChannelId == await _channels.OfAsync(record, cancellationToken).ConfigureAwait(false));
    }
}
