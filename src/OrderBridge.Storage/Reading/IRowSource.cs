namespace OrderBridge.Storage.Reading;

/// <summary>Rows to build a list query from.</summary>
public interface IRowQuery
{
    IQueryable<TRow> Of<TRow>()
        where TRow : class;
}

/// <summary>Runs list queries: over EF Core on a database, over collections in tests.</summary>
public interface IRowSource
{
    ValueTask<IReadOnlyList<T>> ListAsync<T>(Func<IRowQuery, IQueryable<T>> query, CancellationToken cancellationToken);
}
