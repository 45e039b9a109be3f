using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace OrderBridge.Storage.Sqlite.Statements;

/// <summary>
/// A prepared statement on a connection's own handle: binds and steps without the parameter objects of ADO.NET, which cost the one writer
/// more than SQLite does. Parameters count from 1, columns from 0. Not thread-safe.
/// </summary>
internal sealed class Statement : IDisposable
{
    private const int StackBytes = 256;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public Statement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    public Statement Bind(int parameter, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, parameter, value));
        return this;
    }

    public Statement Bind(int parameter, string value)
    {
        var bytesMax = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (bytesMax <= StackBytes)
        {
            Span<byte> bytes = stackalloc byte[StackBytes];
            Check(raw.sqlite3_bind_text(_statement, parameter, bytes[..Encoding.UTF8.GetBytes(value, bytes)]));
            return this;
        }

        var rented = ArrayPool<byte>.Shared.Rent(bytesMax);
        Check(raw.sqlite3_bind_text(_statement, parameter, rented.AsSpan(0, Encoding.UTF8.GetBytes(value, rented))));
        ArrayPool<byte>.Shared.Return(rented);
        return this;
    }

    public Statement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        Check(value.IsEmpty
            ? raw.sqlite3_bind_zeroblob(_statement, parameter, 0)
            : raw.sqlite3_bind_blob(_statement, parameter, value));
        return this;
    }

    /// <summary>Binds what an entity's property gave.</summary>
    public Statement BindValue(int parameter, object? value) => value switch
    {
        null => BindNull(parameter),
        long number => Bind(parameter, number),
        int number => Bind(parameter, (long)number),
        bool flag => Bind(parameter, flag ? 1L : 0L),
        string text => Bind(parameter, text),
        byte[] bytes => Bind(parameter, (ReadOnlySpan<byte>)bytes),
        _ => throw new NotSupportedException($"A column cannot hold a {value.GetType()}."),
    };

    /// <summary>Runs a statement that returns no rows, and readies it for the next run.</summary>
    public void Run()
    {
        var code = raw.sqlite3_step(_statement);
        _ = raw.sqlite3_reset(_statement);
        if (code is not (raw.SQLITE_DONE or raw.SQLITE_ROW))
        {
            ResultCodes.Throw(code, _database);
        }
    }

    /// <summary>Steps to the next row; at the end, readies the statement for the next run and returns false.</summary>
    public bool Read()
    {
        var code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        Reset();
        Check(code == raw.SQLITE_DONE ? raw.SQLITE_OK : code);
        return false;
    }

    /// <summary>Leaves a result early.</summary>
    public void Reset() => _ = raw.sqlite3_reset(_statement);

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string() ?? string.Empty;

    public byte[] Blob(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    /// <summary>A column as an entity's property of a type has it.</summary>
    public object? Value(int column, Type type)
    {
        if (raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL)
        {
            return null;
        }

        return Type.GetTypeCode(type) switch
        {
            TypeCode.Int64 => Int64(column),
            TypeCode.Int32 => checked((int)Int64(column)),
            TypeCode.Boolean => Int64(column) != 0,
            TypeCode.String => Text(column),
            _ when type == typeof(byte[]) => Blob(column),
            _ when Nullable.GetUnderlyingType(type) is { } inner => Value(column, inner),
            _ => throw new NotSupportedException($"A column cannot hold a {type}."),
        };
    }

    public void Dispose() => _statement.Dispose();

    private Statement BindNull(int parameter)
    {
        Check(raw.sqlite3_bind_null(_statement, parameter));
        return this;
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            ResultCodes.Throw(code, _database);
        }
    }
}
