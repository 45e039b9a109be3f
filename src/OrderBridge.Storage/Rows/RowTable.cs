using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace OrderBridge.Storage.Rows;

/// <summary>A table as the statement writers see it, read from the EF model so that names exist once.</summary>
public sealed class RowTable
{
    private readonly IReadOnlyList<Func<object, object?>> _getters;

    internal RowTable(IEntityType entity)
    {
        RowType = entity.ClrType;
        Name = entity.GetTableName() ?? throw new InvalidOperationException($"{entity.Name} has no table.");
        var key = entity.FindPrimaryKey()!.Properties;
        var properties = key.Concat(entity.GetProperties().Where(p => !key.Contains(p))).ToList();
        Columns = [.. properties.Select(p => p.GetColumnName())];
        ColumnTypes = [.. properties.Select(p => p.ClrType)];
        KeyCount = key.Count;
        _getters = [.. properties.Select(p => (Func<object, object?>)p.GetGetter().GetClrValue)];
    }

    public Type RowType { get; }

    public string Name { get; }

    /// <summary>Column names, those of the primary key first.</summary>
    public IReadOnlyList<string> Columns { get; }

    public IReadOnlyList<Type> ColumnTypes { get; }

    /// <summary>How many of the columns are the key.</summary>
    public int KeyCount { get; }

    /// <summary>Value of a column; long, int, bool, string, byte[] or null.</summary>
    public object? ValueOf(object row, int column) => _getters[column](row);

    /// <summary>The key as one comparable value.</summary>
    public string KeyOf(object row) => string.Join('\u001f', Enumerable.Range(0, KeyCount).Select(i => ValueOf(row, i)));
}

/// <summary>All tables by row type.</summary>
public sealed class RowTables(IModel model)
{
    private readonly Dictionary<Type, RowTable> _byType =
        model.GetEntityTypes().ToDictionary(e => e.ClrType, e => new RowTable(e));

    public IEnumerable<RowTable> All => _byType.Values;

    public RowTable Of(Type rowType) => _byType[rowType];

    /// <summary>Table and key of a row, comparable across tables.</summary>
    public (Type Table, string Key) KeyOf(object row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return (row.GetType(), Of(row.GetType()).KeyOf(row));
    }
}
