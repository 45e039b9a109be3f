using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Simulation.Living;

/// <summary>The journal as one process reaches it. Every commit is a boundary at which the process may die, or others may come in between.</summary>
internal sealed class MortalJournal(IJournal inner, Life life, MortalLedger ledger, AccidentPlan accidents, Sabotage sabotage, Func<ValueTask> between) : IJournal
{
    public async ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        life.Token.ThrowIfCancellationRequested();
        await between();
        life.Token.ThrowIfCancellationRequested();
        var accident = accidents.Next();
        if (accident is Accident.BeforeTheCommit)
        {
            throw life.Die();
        }

        ledger.IsCutOff = accident is Accident.BeforeTheLedgerHears;
        var result = await sabotage.CommitAsync(inner, commit, CancellationToken.None);
        return accident is Accident.None ? result : throw life.Die();
    }

    public ValueTask<IReadOnlyList<JournalRecord>> ReadAsync(long afterPosition, int limit, CancellationToken cancellationToken) =>
        inner.ReadAsync(afterPosition, limit, cancellationToken);

    public ValueTask<IReadOnlyList<JournalRecord>> ReadAggregateAsync(string aggregateId, long afterVersion, CancellationToken cancellationToken) =>
        inner.ReadAggregateAsync(aggregateId, afterVersion, cancellationToken);

    public ValueTask<long> HeadAsync(CancellationToken cancellationToken) => inner.HeadAsync(cancellationToken);

    public ValueTask WaitAsync(long afterPosition, CancellationToken cancellationToken) => inner.WaitAsync(afterPosition, cancellationToken);

    public ValueTask<long> CursorAsync(string name, CancellationToken cancellationToken) => sabotage.CursorAsync(inner, name, cancellationToken);
}
