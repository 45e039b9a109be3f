using System.Collections.Immutable;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Identifying;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Paying;
using OrderBridge.Orders.Progressing;
using OrderBridge.Orders.Reviewing;

namespace OrderBridge.Orders.Intake;

/// <summary>
/// The way in: validate, apply rules, hold stock, decide, commit, answer. A message is acknowledged only when stock decision and state are
/// durable; the same message again gives the same answer.
/// </summary>
public sealed class OrderIntake(UnitOfWork work, IAggregates aggregates, OrderSteps steps, OrderRevising revising, TimeProvider timeProvider)
{
    /// <summary>Ingests one message. A refusal comes with the order when it was kept as rejected.</summary>
    public ValueTask<Outcome<Ingested>> IngestAsync(IngestOrder command, CancellationToken cancellationToken) => work.RunAsync(
        () => new EventContext(command.Actor, string.Empty, command.RequestId, timeProvider.GetUtcNow()),
        (commit, token) => PrepareAsync(commit, command, token),
        cancellationToken);

    /// <summary>What would happen, without writing or reserving: validation and rules only.</summary>
    public Refusal? Preview(OrderContent content)
    {
        ImmutableArray<FieldViolation> wrong = [.. ContentRules.OfIdentity(content), .. ContentRules.OfTime(content, timeProvider.GetUtcNow()), .. ContentRules.Of(content, steps.Options)];
        return wrong.IsEmpty ? null : IntakeRefusals.OfContent(wrong);
    }

    private async ValueTask<Outcome<Ingested>> PrepareAsync(Commit commit, IngestOrder command, CancellationToken cancellationToken)
    {
        FieldViolation[] unfit = [.. ContentRules.OfIdentity(command.Content), .. ContentRules.OfTime(command.Content, commit.Context.OccurredTime), .. command.Unreadable];
        if (unfit.Length > 0)
        {
            return Quarantine(commit, command, IntakeRefusals.OfContent(unfit));
        }

        var id = command.Content.Key.OrderId;
        var known = await aggregates.FindAsync<Order>(id, cancellationToken).ConfigureAwait(false);
        if (known is null)
        {
            return await TakeAsync(commit, Order.Unborn(id), command, new OrderReceived(command.Content, command.RawHash), cancellationToken).ConfigureAwait(false);
        }

        if (!command.Content.IsNewerThan(known.Newest))
        {
            return new Outcome<Ingested>(new Ingested(known, IngestOutcome.Unchanged), known.State is OrderState.Rejected ? IntakeRefusals.OfRejected(known) : null);
        }

        return known.State is OrderState.Rejected
            ? await TakeAsync(commit, known, command, new OrderRevised(command.Content, command.RawHash, Reopens: true, []), cancellationToken).ConfigureAwait(false)
            : await ReviseAsync(commit, known, command, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Outcome<Ingested>> TakeAsync(
        Commit commit, Order order, IngestOrder command, IDomainEvent birth, CancellationToken cancellationToken)
    {
        commit.Raw = command.Raw;
        var outcome = order.Version == 0 ? IngestOutcome.Created : IngestOutcome.Revised;
        order = commit.Append(order, birth);
        var wrong = ContentRules.Of(command.Content, steps.Options);
        if (!wrong.IsEmpty)
        {
            return Reject(commit, order, wrong, ImmutableDictionary<string, string>.Empty, outcome);
        }

        if (command.Content.CancelTime is not null)
        {
            order = PaymentRecording.Apply(commit, order, command.Content.Payment, commit.Context.OccurredTime);
            order = commit.Append(order, new OrderCancelled(OrderRevising.ReasonOf(command.Content)));
            OrderSteps.RefundRest(commit, order, "cancelled_on_channel");
            return new Ingested(commit.Latest(order), outcome);
        }

        var shortage = await steps.HoldStockAsync(commit, order, cancellationToken).ConfigureAwait(false);
        if (shortage is not null)
        {
            return shortage.Kind is RefusalKind.WrongState or RefusalKind.InvalidArgument or RefusalKind.NotFound
                ? Reject(commit, order, Shortages(order, shortage), shortage.Facts, outcome)
                : await DropAsync(commit, shortage).ConfigureAwait(false);
        }

        var refusal = await SettleAsync(commit, commit.Latest(order), cancellationToken).ConfigureAwait(false);
        return refusal is null
            ? new Ingested(commit.Latest(order), outcome)
            : await DropAsync(commit, refusal).ConfigureAwait(false);
    }

    /// <summary>Decides where a received order goes: payment, review, or work.</summary>
    private async ValueTask<Refusal?> SettleAsync(Commit commit, Order order, CancellationToken cancellationToken)
    {
        var now = commit.Context.OccurredTime;
        order = PaymentRecording.Apply(commit, order, order.Content.Payment, now);
        if (!order.IsPaid && !order.IsCashOnDelivery)
        {
            order = commit.Append(order, steps.NewPaymentClock(order.Content, now));
        }

        order = steps.PlaceHolds(commit, order, [.. PaymentRecording.Mismatch(order), .. ReviewRules.Of(order.Content, steps.Options)]);
        return order.MayBeApproved ? await steps.ApproveAsync(commit, order, cancellationToken).ConfigureAwait(false) : null;
    }

    private async ValueTask<Outcome<Ingested>> ReviseAsync(Commit commit, Order known, IngestOrder command, CancellationToken cancellationToken)
    {
        commit.Raw = command.Raw;
        var refusal = await revising.ReviseAsync(commit, known, command, cancellationToken).ConfigureAwait(false);
        if (refusal is null)
        {
            return new Ingested(commit.Latest(known), IngestOutcome.Revised);
        }

        await commit.AbandonAsync().ConfigureAwait(false);
        return refusal.Kind is RefusalKind.InvalidArgument or RefusalKind.WrongState
            ? new Outcome<Ingested>(new Ingested(known, IngestOutcome.Unchanged), Quarantine(commit, command, refusal).Refusal)
            : refusal;
    }

    /// <summary>Keeps the order with its reasons; nothing of it is held. The answer is the one a repeat gets, with today's facts.</summary>
    private static Outcome<Ingested> Reject(
        Commit commit, Order order, ImmutableArray<FieldViolation> reasons, ImmutableDictionary<string, string> facts, IngestOutcome outcome)
    {
        order = commit.Append(order, new OrderRejected(reasons));
        return new Outcome<Ingested>(new Ingested(order, outcome), IntakeRefusals.OfRejected(order) with { Facts = facts });
    }

    private static Outcome<Ingested> Quarantine(Commit commit, IngestOrder command, Refusal refusal)
    {
        var key = command.Content.Key;
        commit.Raw = command.Raw;
        commit.Quarantine = new QuarantinedMessage(
            StableId.Of("msg", key.ChannelId, key.ShopId, key.ChannelOrderId, command.RawHash, refusal.Reason),
            $"{IntakeSource.Part(key.ChannelId)}/{IntakeSource.Part(key.ShopId)}", refusal.Reason, refusal.Message, command.RawHash);
        return refusal;
    }

    /// <summary>Nothing was decided: a part is away or busy. Nothing is written, the caller repeats.</summary>
    private static async ValueTask<Outcome<Ingested>> DropAsync(Commit commit, Refusal refusal)
    {
        await commit.AbandonAsync().ConfigureAwait(false);
        return refusal;
    }

    private static ImmutableArray<FieldViolation> Shortages(Order order, Refusal shortage)
    {
        if (!shortage.Violations.IsEmpty)
        {
            return shortage.Violations;
        }

        var first = order.Goods.First();
        return [new FieldViolation($"order.lines[{order.Lines.IndexOf(first)}].quantity", shortage.Reason, shortage.Message)];
    }
}
