using Microsoft.EntityFrameworkCore;
using OrderBridge.Storage.Schema;

namespace OrderBridge.Storage.Reading;

/// <summary>List queries over EF Core: a short-lived context for each.</summary>
public sealed class EntityRowSource(Func<StorageContext> createContext) : IRowSource
{
    public async ValueTask<IReadOnlyList<T>> ListAsync<T>(Func<IRowQuery, IQueryable<T>> query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var context = createContext();
        await using (context.ConfigureAwait(false))
        {
            return await query(new Sets(context)).ToListAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private sealed class Sets(StorageContext context) : IRowQuery
    {
        public IQueryable<TRow> Of<TRow>()
            where TRow : class => context.Set<TRow>();
    }
}
