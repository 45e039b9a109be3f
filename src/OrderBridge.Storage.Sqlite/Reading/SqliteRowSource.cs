using OrderBridge.Storage.Reading;
using OrderBridge.Storage.Sqlite.Statements;

namespace OrderBridge.Storage.Sqlite.Reading;

/// <summary>List queries over EF Core that fail as the statements of the store do: a file or a disk that is away says so and is no fault of the hub's.</summary>
internal sealed class SqliteRowSource(EntityRowSource rows) : IRowSource
{
    /// <exception cref="StorageUnavailableException">The file cannot be read now.</exception>
    public ValueTask<IReadOnlyList<T>> ListAsync<T>(Func<IRowQuery, IQueryable<T>> query, CancellationToken cancellationToken) =>
        ResultCodes.GuardAsync(() => rows.ListAsync(query, cancellationToken));
}
