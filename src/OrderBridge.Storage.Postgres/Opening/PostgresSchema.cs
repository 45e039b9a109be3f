using Microsoft.EntityFrameworkCore;
using Npgsql;
using OrderBridge.Storage.Schema;

namespace OrderBridge.Storage.Postgres.Opening;

/// <summary>Brings a database to this version's schema.</summary>
internal static class PostgresSchema
{
    /// <summary>Applies the migrations that the database lacks. Hubs that start together take turns.</summary>
    /// <exception cref="StorageUnavailableException">The database does not answer or refuses the user.</exception>
    public static void Migrate(PostgresConnections connections, DbContextOptions<StorageContext> options)
    {
        try
        {
            using var turn = connections.Readers.OpenConnection();
            Run(turn, "SELECT pg_advisory_lock(hashtext('orderbridge'), 3)");
            using var context = new StorageContext(options);
            context.Database.Migrate();
            Run(turn, "SELECT pg_advisory_unlock(hashtext('orderbridge'), 3)");
        }
        catch (NpgsqlException e)
        {
            throw new StorageUnavailableException($"The database cannot be opened: {e.Message}", e);
        }
    }

    private static void Run(NpgsqlConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant text.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
