using OrderBridge.Fulfilment.Creating;
using OrderBridge.Fulfilment.Incidents;
using OrderBridge.Fulfilment.Intercepting;
using OrderBridge.Fulfilment.Returning;
using OrderBridge.Fulfilment.Tracking;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Timing;

namespace OrderBridge.Fulfilment;

/// <summary>Loads, decides and writes. Safe to call from many threads; each method may be repeated.</summary>
/// <param name="times">Deadlines of parcels that nobody announced; null means the defaults.</param>
public sealed class ShipmentCommands(UnitOfWork unitOfWork, IAggregates aggregates, TimeProvider timeProvider, ShipmentTimes? times = null)
{
    private readonly CommandRunner _runner = new(unitOfWork, aggregates, timeProvider);

    public ValueTask<Outcome<Shipment>> CreateAsync(CommandCall call, CreateShipment command, CancellationToken cancellationToken) =>
        HandleAsync(call, command.ShipmentId, command, cancellationToken);

    public ValueTask<Outcome<Shipment>> RecordTrackingAsync(CommandCall call, RecordTracking command, CancellationToken cancellationToken) =>
        HandleAsync(call, command.ShipmentId, Timed(command), cancellationToken);

    /// <summary>Scans of many parcels in one transaction. What is refused is refused alone.</summary>
    /// <returns>One outcome for each command, in order.</returns>
    public async ValueTask<IReadOnlyList<Outcome<Shipment>>> RecordTrackingAsync(
        CommandCall call, IReadOnlyList<RecordTracking> commands, CancellationToken cancellationToken)
    {
        var whole = await unitOfWork.RunAsync<IReadOnlyList<Outcome<Shipment>>>(
            () => call.At(timeProvider.GetUtcNow()), PrepareAllAsync, cancellationToken).ConfigureAwait(false);
        if (whole.Refusal is not { } refusal)
        {
            return whole.Value!;
        }

        return refusal.Reason == UnitOfWork.Repeated
            ? await PresentAsync(commands, refusal, cancellationToken).ConfigureAwait(false)
            : [.. commands.Select(_ => (Outcome<Shipment>)refusal)];

        async ValueTask<Outcome<IReadOnlyList<Outcome<Shipment>>>> PrepareAllAsync(Commit commit, CancellationToken token)
        {
            var outcomes = new List<Outcome<Shipment>>(commands.Count);
            foreach (var command in commands)
            {
                outcomes.Add(await PrepareAsync(commit, command.ShipmentId, Timed(command), token).ConfigureAwait(false));
            }

            CommandRunner.Keep(commit, call, isRefused: false);
            return new Outcome<IReadOnlyList<Outcome<Shipment>>>(outcomes, null);
        }
    }

    public ValueTask<Outcome<Shipment>> RequestInterceptAsync(
        CommandCall call, string shipmentId, string reason, CancellationToken cancellationToken) =>
        HandleAsync(call, shipmentId, new RequestIntercept(reason, call.Actor), cancellationToken);

    public ValueTask<Outcome<Shipment>> AnswerInterceptAsync(
        CommandCall call, string shipmentId, AnswerIntercept command, CancellationToken cancellationToken) =>
        HandleAsync(call, shipmentId, command, cancellationToken);

    public ValueTask<Outcome<Shipment>> RecordIncidentContactAsync(
        CommandCall call, string shipmentId, RecordIncidentContact command, CancellationToken cancellationToken) =>
        HandleAsync(call, shipmentId, command, cancellationToken);

    public ValueTask<Outcome<Shipment>> ResolveIncidentAsync(
        CommandCall call, string shipmentId, ResolveIncident command, CancellationToken cancellationToken) =>
        HandleAsync(call, shipmentId, command, cancellationToken);

    public ValueTask<Outcome<Shipment>> WriteOffAsync(
        CommandCall call, string shipmentId, string reason, CancellationToken cancellationToken) =>
        HandleAsync(call, shipmentId, new WriteOffParcel(reason, call.Actor), cancellationToken);

    public ValueTask<Outcome<Shipment>> RecordGoodsReceivedBackAsync(
        CommandCall call, string shipmentId, RecordGoodsReceivedBack command, CancellationToken cancellationToken) =>
        HandleAsync(call, shipmentId, command, cancellationToken);

    /// <summary>Acts on a timer row; one that has stopped or moved meanwhile changes nothing.</summary>
    public ValueTask<Outcome<Shipment>> OnTimerAsync(DueTimer timer, CancellationToken cancellationToken) =>
        HandleAsync(new CommandCall("system:timers"), timer.OwnerId, new BreakSilence(timer.Kind), cancellationToken);

    /// <summary>Any command in a commit of its own.</summary>
    public ValueTask<Outcome<Shipment>> HandleAsync(
        CommandCall call, string shipmentId, IShipmentCommand command, CancellationToken cancellationToken) =>
        _runner.RunAsync(
            call,
            shipmentId,
            (commit, token) => PrepareAsync(commit, shipmentId, command, call.ExpectedVersion, token),
            cancellationToken);

    /// <summary>A parcel inside a caller's commit. Reports of warehouses make theirs by themselves; see <see cref="FulfilmentCommands"/>.</summary>
    public ValueTask<Outcome<Shipment>> PrepareCreateAsync(Commit commit, CreateShipment command, CancellationToken cancellationToken) =>
        PrepareAsync(commit, command.ShipmentId, command, null, cancellationToken);

    /// <summary>Any command inside a caller's commit. A refusal has appended nothing.</summary>
    public ValueTask<Outcome<Shipment>> PrepareAsync(
        Commit commit, string shipmentId, IShipmentCommand command, CancellationToken cancellationToken) =>
        PrepareAsync(commit, shipmentId, command, null, cancellationToken);

    private RecordTracking Timed(RecordTracking command) => times is null ? command : command with { Times = times };

    private async ValueTask<Outcome<Shipment>> PrepareAsync(
        Commit commit, string shipmentId, IShipmentCommand command, long? expectedVersion, CancellationToken cancellationToken)
    {
        var shipment = await _runner.LoadAsync<Shipment>(commit, shipmentId, cancellationToken).ConfigureAwait(false);
        if (shipment.Version == 0 && command is not (CreateShipment or RecordTracking))
        {
            return Refusal.Missing(FulfilmentReasons.ShipmentNotFound, $"There is no shipment {shipmentId}.");
        }

        if (CommandRunner.Stale(shipment, expectedVersion) is { } stale)
        {
            return stale;
        }

        var decision = command.Decide(shipment, commit.Context.OccurredTime);
        return decision.Refusal is { } refusal ? refusal : commit.Append(shipment, decision.Events);
    }

    private async ValueTask<IReadOnlyList<Outcome<Shipment>>> PresentAsync(
        IReadOnlyList<RecordTracking> commands, Refusal otherwise, CancellationToken cancellationToken)
    {
        var outcomes = new List<Outcome<Shipment>>(commands.Count);
        foreach (var command in commands)
        {
            var present = await aggregates.FindAsync<Shipment>(command.ShipmentId, cancellationToken).ConfigureAwait(false);
            outcomes.Add(present is null ? otherwise : present);
        }

        return outcomes;
    }
}
