using System.Collections.Immutable;
using OrderBridge.Fulfilment.Cancelling;
using OrderBridge.Fulfilment.Closing;
using OrderBridge.Fulfilment.Creating;
using OrderBridge.Fulfilment.Dispatching;
using OrderBridge.Fulfilment.Escalating;
using OrderBridge.Fulfilment.Excepting;
using OrderBridge.Fulfilment.Holding;
using OrderBridge.Fulfilment.Reporting;
using OrderBridge.Fulfilment.Shorting;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Identifying;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Timing;

namespace OrderBridge.Fulfilment;

/// <summary>
/// Loads, decides and writes. Parcels that a report names become shipments in the same transaction. Safe to call from many threads; each
/// method may be repeated.
/// </summary>
/// <param name="shipmentTimes">Deadlines of new shipments; null means the defaults.</param>
public sealed class FulfilmentCommands(
    UnitOfWork unitOfWork, IAggregates aggregates, TimeProvider timeProvider, ShipmentTimes? shipmentTimes = null)
{
    private readonly CommandRunner _runner = new(unitOfWork, aggregates, timeProvider);

    public ValueTask<Outcome<FulfilmentOrder>> CreateAsync(CommandCall call, CreateFulfilment command, CancellationToken cancellationToken) =>
        HandleAsync(call, command.FulfilmentId, command, cancellationToken);

    public ValueTask<Outcome<FulfilmentOrder>> DispatchAsync(CommandCall call, string fulfilmentId, CancellationToken cancellationToken) =>
        HandleAsync(call, fulfilmentId, new DispatchFulfilment(), cancellationToken);

    /// <summary>A refused report is kept in quarantine with its reason and its bytes: a contradiction is somebody's mistake that a person must see.</summary>
    public ValueTask<Outcome<FulfilmentOrder>> ReportProgressAsync(
        CommandCall call, string fulfilmentId, WarehouseReport report, CancellationToken cancellationToken) =>
        HandleAsync(call, fulfilmentId, new ReportProgress(report), cancellationToken);

    /// <inheritdoc cref="ReportProgressAsync"/>
    public ValueTask<Outcome<FulfilmentOrder>> ReportShortageAsync(
        CommandCall call, string fulfilmentId, WarehouseReport report, CancellationToken cancellationToken) =>
        ReportProgressAsync(call, fulfilmentId, report with { State = FulfilmentState.Short }, cancellationToken);

    public ValueTask<Outcome<FulfilmentOrder>> ResolveShortageAsync(
        CommandCall call, string fulfilmentId, ResolveShortage command, CancellationToken cancellationToken) =>
        HandleAsync(call, fulfilmentId, command, cancellationToken);

    public ValueTask<Outcome<FulfilmentOrder>> RequestCancelAsync(
        CommandCall call, string fulfilmentId, RequestCancel command, CancellationToken cancellationToken) =>
        HandleAsync(call, fulfilmentId, command, cancellationToken);

    public ValueTask<Outcome<FulfilmentOrder>> HoldAsync(
        CommandCall call, string fulfilmentId, string reason, CancellationToken cancellationToken) =>
        HandleAsync(call, fulfilmentId, new HoldFulfilment(reason, call.Actor), cancellationToken);

    public ValueTask<Outcome<FulfilmentOrder>> ResumeAsync(CommandCall call, string fulfilmentId, CancellationToken cancellationToken) =>
        HandleAsync(call, fulfilmentId, new ResumeFulfilment(call.Actor), cancellationToken);

    public ValueTask<Outcome<FulfilmentOrder>> ClearExceptionAsync(
        CommandCall call, string fulfilmentId, string note, CancellationToken cancellationToken) =>
        HandleAsync(call, fulfilmentId, new ClearException(note), cancellationToken);

    public ValueTask<Outcome<FulfilmentOrder>> CloseAsync(
        CommandCall call, string fulfilmentId, string reason, CancellationToken cancellationToken) =>
        HandleAsync(call, fulfilmentId, new CloseFulfilment(reason), cancellationToken);

    /// <summary>Acts on a timer row; one that has stopped or moved meanwhile changes nothing.</summary>
    public ValueTask<Outcome<FulfilmentOrder>> OnTimerAsync(DueTimer timer, CancellationToken cancellationToken) =>
        HandleAsync(new CommandCall("system:timers"), timer.OwnerId, new EscalateOverdue(timer.Kind), cancellationToken);

    /// <summary>Any command in a commit of its own.</summary>
    public ValueTask<Outcome<FulfilmentOrder>> HandleAsync(
        CommandCall call, string fulfilmentId, IFulfilmentCommand command, CancellationToken cancellationToken) =>
        _runner.RunAsync(
            call,
            fulfilmentId,
            async (commit, token) =>
            {
                var outcome = await PrepareAsync(commit, fulfilmentId, command, call.ExpectedVersion, token).ConfigureAwait(false);
                if (command is ReportProgress { Report: var report } && outcome.Refusal is { } refusal)
                {
                    Quarantine(commit, call, fulfilmentId, report, refusal);
                }

                return outcome;
            },
            cancellationToken);

    /// <summary>The birth of a fulfilment order inside a caller's commit.</summary>
    public ValueTask<Outcome<FulfilmentOrder>> PrepareCreateAsync(Commit commit, CreateFulfilment command, CancellationToken cancellationToken) =>
        PrepareAsync(commit, command.FulfilmentId, command, null, cancellationToken);

    /// <summary>Any command inside a caller's commit. A refusal has appended nothing.</summary>
    public ValueTask<Outcome<FulfilmentOrder>> PrepareAsync(
        Commit commit, string fulfilmentId, IFulfilmentCommand command, CancellationToken cancellationToken) =>
        PrepareAsync(commit, fulfilmentId, command, null, cancellationToken);

    private async ValueTask<Outcome<FulfilmentOrder>> PrepareAsync(
        Commit commit, string fulfilmentId, IFulfilmentCommand command, long? expectedVersion, CancellationToken cancellationToken)
    {
        var order = await _runner.LoadAsync<FulfilmentOrder>(commit, fulfilmentId, cancellationToken).ConfigureAwait(false);
        if (order.Version == 0 && command is not CreateFulfilment)
        {
            return Refusal.Missing(FulfilmentReasons.FulfilmentNotFound, $"There is no fulfilment order {fulfilmentId}.");
        }

        if (CommandRunner.Stale(order, expectedVersion) is { } stale)
        {
            return stale;
        }

        var decision = command.Decide(order, commit.Context.OccurredTime);
        if (decision.Refusal is { } refusal)
        {
            return refusal;
        }

        foreach (var package in decision.Events.SelectMany(e => PackagesOf(e)))
        {
            await ShipAsync(commit, order, package, cancellationToken).ConfigureAwait(false);
        }

        return commit.Append(order, decision.Events);
    }

    private async ValueTask ShipAsync(Commit commit, FulfilmentOrder order, PackageShipped package, CancellationToken cancellationToken)
    {
        if (package.TrackingNumber.Length == 0)
        {
            return; // Handed over without a carrier; there is nothing to follow.
        }

        var command = new CreateShipment(
            order.OrderId, order.Id, package.PackageId, order.WarehouseId, package.CarrierCode, package.TrackingNumber, package.Lines,
            package.WeightGrams, order.DeclaredValue)
        { Times = shipmentTimes ?? ShipmentTimes.Default };
        var shipment = await _runner.LoadAsync<Shipment>(commit, command.ShipmentId, cancellationToken).ConfigureAwait(false);
        var decision = command.Decide(shipment, commit.Context.OccurredTime);
        if (decision.Refusal is { } refusal)
        {
            // The report's own checks cover all of these, so this is a bug; half a report must not be written.
            throw new InvalidOperationException($"Package {package.PackageId} of {order.Id}: {refusal.Message}");
        }

        _ = commit.Append(shipment, decision.Events);
    }

    private static ImmutableArray<PackageShipped> PackagesOf(IDomainEvent happened) => happened switch
    {
        FulfilmentShipped e => e.Packages,
        FulfilmentPartiallyShipped e => e.Packages,
        _ => [],
    };

    private static void Quarantine(Commit commit, CommandCall call, string fulfilmentId, WarehouseReport report, Refusal refusal)
    {
        commit.Raw = call.RawIfRefused ?? call.Raw;
        commit.Quarantine = new QuarantinedMessage(
            commit.Raw is { } raw
                ? QuarantinedMessage.IdOf(raw)
                : StableId.Of("qua", fulfilmentId, report.WarehouseId, report.ReportId, report.State.ToString()),
            "warehouse/" + report.WarehouseId, refusal.Reason, refusal.Message, commit.Raw?.Hash ?? "");
    }
}
