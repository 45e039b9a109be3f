using Npgsql;

namespace OrderBridge.Storage.Postgres.Committing;

/// <summary>One column of many rows, sent as one array. Not thread-safe.</summary>
internal abstract class Column
{
    /// <summary>Type in SQL, for unnest.</summary>
    public abstract string SqlType { get; }

    public abstract int Count { get; }

    /// <summary>Adds what an entity's property gave.</summary>
    public abstract void AddValue(object? value);

    public abstract NpgsqlParameter ToParameter();

    public abstract void Clear();

    /// <exception cref="NotSupportedException">No column holds that type.</exception>
    public static Column Of(Type type) => type switch
    {
        _ when type == typeof(long) => new Column<long>("bigint[]"),
        _ when type == typeof(long?) => new Column<long?>("bigint[]"),
        _ when type == typeof(int) => new Column<int>("integer[]"),
        _ when type == typeof(bool) => new Column<bool>("boolean[]"),
        _ when type == typeof(string) => new Column<string>("text[]"),
        _ when type == typeof(byte[]) => new Column<byte[]>("bytea[]"),
        _ => throw new NotSupportedException($"A column cannot hold a {type}."),
    };

    public static Column<string> Text() => new("text[]");

    public static Column<long> Int64() => new("bigint[]");

    public static Column<int> Int32() => new("integer[]");

    public static Column<byte[]> Bytes() => new("bytea[]");
}

/// <inheritdoc/>
internal sealed class Column<T>(string sqlType) : Column
{
    private readonly List<T> _values = [];

    public override string SqlType => sqlType;

    public override int Count => _values.Count;

    /// <summary>Text of this database cannot hold the character 0, which only messages hold that became nothing else; it is kept as the sign for the unreadable.</summary>
    public void Add(T value) => _values.Add(value is string text && text.Contains('\0', StringComparison.Ordinal) ? (T)(object)text.Replace('\0', '\uFFFD') : value);

    public override void AddValue(object? value) => Add((T)value!);

    public override NpgsqlParameter ToParameter() => new NpgsqlParameter<List<T>> { TypedValue = _values };

    public override void Clear() => _values.Clear();
}
