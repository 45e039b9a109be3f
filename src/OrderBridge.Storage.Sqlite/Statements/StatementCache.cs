using Microsoft.Data.Sqlite;

namespace OrderBridge.Storage.Sqlite.Statements;

/// <summary>A connection with the statements that were prepared on it, by their text. Not thread-safe.</summary>
internal sealed class StatementCache(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    public SqliteConnection Connection { get; } = connection;

    public Statement Of(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            _statements[sql] = statement = new Statement(Connection, sql);
        }

        return statement;
    }

    public void Run(string sql) => Of(sql).Run();

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
        Connection.Dispose();
    }
}
