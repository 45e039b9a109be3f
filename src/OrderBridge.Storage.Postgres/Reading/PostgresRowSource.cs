using OrderBridge.Storage.Reading;

namespace OrderBridge.Storage.Postgres.Reading;

/// <summary>List queries over EF Core with the guard of all reads.</summary>
internal sealed class PostgresRowSource(EntityRowSource rows) : IRowSource
{
    public ValueTask<IReadOnlyList<T>> ListAsync<T>(Func<IRowQuery, IQueryable<T>> query, CancellationToken cancellationToken) =>
        Queries.GuardAsync(() => rows.ListAsync(query, cancellationToken));
}
