using Npgsql;
using NpgsqlTypes;

namespace OrderBridge.Storage.Postgres.Keeping;

/// <summary>Makes the journal's monthly partitions before they are needed. Safe for concurrent callers and hubs.</summary>
internal sealed class Partitions(NpgsqlDataSource source, int monthsAhead)
{
    private long _untilTicks;

    /// <summary>Costs nothing while the month of the time stands ready. Housekeeping calls it with time to spare, the writer when that failed.</summary>
    public void Ensure(DateTimeOffset time)
    {
        if (time.UtcTicks >= Interlocked.Read(ref _untilTicks))
        {
            EnsureAhead(time);
        }
    }

    /// <summary>Makes this month's and those ahead, whatever was made before.</summary>
    public void EnsureAhead(DateTimeOffset time)
    {
        var month = new DateOnly(time.UtcDateTime.Year, time.UtcDateTime.Month, 1);
        using var command = source.CreateCommand("SELECT journal_make_partition($1)");
        var parameter = new NpgsqlParameter<DateOnly> { NpgsqlDbType = NpgsqlDbType.Date };
        command.Parameters.Add(parameter);
        for (var i = 0; i <= monthsAhead; i++)
        {
            parameter.TypedValue = month.AddMonths(i);
            command.ExecuteNonQuery();
        }

        var until = month.AddMonths(monthsAhead + 1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc).Ticks;
        Interlocked.Exchange(ref _untilTicks, Math.Max(until, Interlocked.Read(ref _untilTicks)));
    }
}
