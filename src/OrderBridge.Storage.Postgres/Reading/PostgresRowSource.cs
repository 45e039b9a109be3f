using OrderBridge.Storage.Reading;

namespace OrderBridge.Storage.Postgres.Reading;

/// <summary>List queries over EF Core with the guard and the turns of all reads.</summary>
internal sealed class PostgresRowSource(Queries queries, EntityRowSource rows) : IRowSource
{
    public ValueTask<IReadOnlyList<T>> ListAsync<T>(Func<IRowQuery, IQueryable<T>> query, CancellationToken cancellationToken) =>
        queries.InTurnAsync(() => rows.ListAsync(query, cancellationToken), cancellationToken);
}
