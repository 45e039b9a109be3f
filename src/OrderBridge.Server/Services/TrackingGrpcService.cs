using Google.Protobuf.Collections;
using Grpc.Core;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Incidents;
using OrderBridge.Fulfilment.Ports;
using OrderBridge.Fulfilment.Tracking;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Server.Calling;
using OrderBridge.Server.Limiting;
using OrderBridge.Server.Overload;
using OrderBridge.Server.Streaming;
using OrderBridge.Server.Telemetry;
using OrderBridge.Server.WireFormat;
using Shipment = OrderBridge.Fulfilment.Shipment;
using WireEvent = OrderBridge.Contracts.Fulfilment.V1.TrackingEvent;

namespace OrderBridge.Server.Services;

/// <summary>TrackingService: translate, call, translate.</summary>
public sealed class TrackingGrpcService(
    ShipmentCommands commands, IAggregates aggregates, IShipmentReads reads, JournalFollower follower, StateAt states, CallGate gate,
    RefusedMessages refused, IHostApplicationLifetime lifetime)
    : TrackingService.TrackingServiceBase
{
    private const int EventsMax = 500;
    private const int ProblemsMax = 100;

    public override async Task<RecordTrackingEventsResponse> RecordTrackingEvents(RecordTrackingEventsRequest request, ServerCallContext context)
    {
        return await refused.KeepAsync(request, context, () => RecordAsync(request, context)).ConfigureAwait(false);
    }

    private async Task<RecordTrackingEventsResponse> RecordAsync(RecordTrackingEventsRequest request, ServerCallContext context)
    {
        if (request.RawPayload.Length > Answers.RawMax)
        {
            throw Answers.Invalid("raw_payload", "RAW_PAYLOAD_TOO_LARGE", "Send at most 1 MiB of raw payload.");
        }

        var command = ToCommand(request.CarrierCode, request.TrackingNumber, request.Events, request.Source);
        var known = await aggregates.FindAsync<Shipment>(command.ShipmentId, context.CancellationToken).ConfigureAwait(false);
        var call = Call(context) with { Raw = Answers.Raw(request.RawPayload, request.RawContentType, request.Source) };
        var outcome = await commands.RecordTrackingAsync(call, command, context.CancellationToken).ConfigureAwait(false);
        var parcel = outcome.Require();
        var fresh = parcel.Entries.Length - (known?.Entries.Length ?? 0);
        return new RecordTrackingEventsResponse
        {
            Shipment = ShipmentWire.ToWire(parcel), Recorded = fresh, RepeatedEvents = Math.Max(0, request.Events.Count - fresh),
        };
    }

    public override async Task<StreamTrackingEventsResponse> StreamTrackingEvents(
        IAsyncStreamReader<StreamTrackingEventsRequest> requestStream, ServerCallContext context)
    {
        using var place = gate.EnterStream() ?? throw ProblemWire.ToRpcException(gate.Overloaded());
        var response = new StreamTrackingEventsResponse();
        await foreach (var request in DrainedReading.AllAsync(requestStream, lifetime, context.CancellationToken).ConfigureAwait(false))
        {
            await RecordOneAsync(request, response, context).ConfigureAwait(false); // It stays when the hub drains; sent again, it is recognised.
        }

        return response;
    }

    public override async Task<GetShipmentResponse> GetShipment(GetShipmentRequest request, ServerCallContext context)
    {
        var id = request.ShipmentCase is GetShipmentRequest.ShipmentOneofCase.Key
            ? Shipment.IdOf(Answers.Text(request.Key.CarrierCode, "key.carrier_code"), Answers.Text(request.Key.TrackingNumber, "key.tracking_number"))
            : Answers.Text(request.ShipmentId, "shipment_id");
        return new GetShipmentResponse { Shipment = ShipmentWire.ToWire(await FindAsync(id, context.CancellationToken).ConfigureAwait(false)) };
    }

    public override async Task WatchShipment(WatchShipmentRequest request, IServerStreamWriter<WatchShipmentResponse> responseStream, ServerCallContext context)
    {
        var stop = context.CancellationToken;
        var ids = request.ShipmentIds.ToHashSet(StringComparer.Ordinal);
        var after = ResumeTokens.Read(request.ResumeToken);
        var from = after ?? await follower.HeadAsync(stop).ConfigureAwait(false);
        var shown = new Dictionary<string, long>(StringComparer.Ordinal); // The present may be newer than where the journal is followed from.
        if (after is null)
        {
            foreach (var parcel in await PresentAsync(ids, request.OrderId, stop).ConfigureAwait(false))
            {
                shown[parcel.Id] = parcel.Version;
                await responseStream.WriteAsync(new WatchShipmentResponse { Shipment = ShipmentWire.ToWire(parcel), ResumeToken = ResumeTokens.Of(from) }, stop).ConfigureAwait(false);
            }
        }

        await follower.SendAsync(
            responseStream, new JournalView<WatchShipmentResponse>(MessageOfAsync, token => new WatchShipmentResponse { ResumeToken = token }), from, stop).ConfigureAwait(false);

        async ValueTask<WatchShipmentResponse?> MessageOfAsync(JournalRecord record) =>
            record.AggregateKind == Shipment.Kind && record.AggregateVersion > shown.GetValueOrDefault(record.AggregateId) && (ids.Count == 0 || ids.Contains(record.AggregateId))
            && await states.FindAsync<Shipment>(record, stop).ConfigureAwait(false) is { } parcel
            && (request.OrderId.Length == 0 || parcel.OrderId == request.OrderId)
                ? new WatchShipmentResponse { Shipment = ShipmentWire.ToWire(parcel), ResumeToken = ResumeTokens.Of(record.Position) }
                : null;
    }

    public override async Task<RecordIncidentContactResponse> RecordIncidentContact(RecordIncidentContactRequest request, ServerCallContext context)
    {
        var command = new RecordIncidentContact(
            Answers.Text(request.IncidentId, "incident_id", 200),
            ShipmentEnums.IncidentParty.Known(request.Party, "party"),
            Answers.Text(request.Note, "note", 500));
        var outcome = await commands.RecordIncidentContactAsync(
            Call(context, request.RequestId), Answers.Text(request.ShipmentId, "shipment_id", 200), command, context.CancellationToken).ConfigureAwait(false);
        return new RecordIncidentContactResponse { Shipment = ShipmentWire.ToWire(outcome.Require()) };
    }

    public override async Task<ResolveIncidentResponse> ResolveIncident(ResolveIncidentRequest request, ServerCallContext context)
    {
        var command = new ResolveIncident(
            Answers.Text(request.IncidentId, "incident_id", 200),
            ShipmentEnums.IncidentOption.Known(request.Option, "option"),
            Answers.Text(request.Note, "note", 500));
        var outcome = await commands.ResolveIncidentAsync(
            Call(context, request.RequestId), Answers.Text(request.ShipmentId, "shipment_id", 200), command, context.CancellationToken).ConfigureAwait(false);
        return new ResolveIncidentResponse { Shipment = ShipmentWire.ToWire(outcome.Require()) };
    }

    public override async Task<WriteOffShipmentResponse> WriteOffShipment(WriteOffShipmentRequest request, ServerCallContext context)
    {
        var note = Answers.Text(request.Note, "note", 500);
        var outcome = await commands.WriteOffAsync(Call(context, request.RequestId), Answers.Text(request.ShipmentId, "shipment_id", 200), note, context.CancellationToken).ConfigureAwait(false);
        return new WriteOffShipmentResponse { Shipment = ShipmentWire.ToWire(outcome.Require()) };
    }

    private static CommandCall Call(ServerCallContext context, string requestId = "") => new(context.Caller().Actor, RequestId: Callers.Limited(requestId));

    private static RecordTracking ToCommand(string carrier, string number, RepeatedField<WireEvent> events, string source) => events.Count is 0 or > EventsMax
        ? throw Answers.Invalid("events", "FIELD_INVALID", "Send 1 to 500 events; split longer histories.")
        : new RecordTracking(Answers.Text(carrier, "carrier_code", 64), Answers.Text(number, "tracking_number", 64), ShipmentWire.ToEntries(events, source).Require());

    private async ValueTask RecordOneAsync(StreamTrackingEventsRequest message, StreamTrackingEventsResponse response, ServerCallContext context)
    {
        using var activity = MessageTracing.Start("StreamTrackingEvents message", message.TraceParent);
        try
        {
            using var place = gate.EnterOther(message.CalculateSize()) ?? throw ProblemWire.ToRpcException(gate.Overloaded());
            var fresh = await refused.KeepAsync(message, context, () => RecordAsync(message, context)).ConfigureAwait(false);
            response.Recorded += fresh;
            response.RepeatedEvents += Math.Max(0, message.Events.Count - fresh);
        }
        catch (RpcException e)
        {
            response.Refused++;
            if (response.Problems.Count < ProblemsMax)
            {
                response.Problems.Add(ProblemReading.Of(e));
            }
        }
    }

    /// <summary>Number of scans that were new.</summary>
    private async Task<int> RecordAsync(StreamTrackingEventsRequest message, ServerCallContext context)
    {
        var command = ToCommand(message.CarrierCode, message.TrackingNumber, message.Events, message.Source);
        var known = await aggregates.FindAsync<Shipment>(command.ShipmentId, context.CancellationToken).ConfigureAwait(false);
        var outcome = await commands.RecordTrackingAsync(Call(context), command, context.CancellationToken).ConfigureAwait(false);
        return outcome.Require().Entries.Length - (known?.Entries.Length ?? 0);
    }

    private async ValueTask<IReadOnlyList<Shipment>> PresentAsync(HashSet<string> ids, string orderId, CancellationToken cancellationToken)
    {
        if (ids.Count > 1000)
        {
            throw Answers.Invalid("shipment_ids", "FIELD_INVALID", "Name at most 1,000 parcels, or none for all.");
        }

        if (ids.Count == 0)
        {
            return orderId.Length == 0 ? [] : await reads.OfOrderAsync(orderId, cancellationToken).ConfigureAwait(false);
        }

        var found = new List<Shipment>(ids.Count);
        foreach (var id in ids)
        {
            found.Add(await FindAsync(id, cancellationToken).ConfigureAwait(false));
        }

        return found;
    }

    private async ValueTask<Shipment> FindAsync(string id, CancellationToken cancellationToken) =>
        await aggregates.FindAsync<Shipment>(id, cancellationToken).ConfigureAwait(false)
        ?? throw Answers.Missing(FulfilmentReasons.ShipmentNotFound, $"There is no shipment {id}.");
}
