using System.Diagnostics;
using Npgsql;
using OrderBridge.Faults.Loading;
using OrderBridge.Faults.Stage;
using OrderBridge.Kafka.Tests.Running;

namespace OrderBridge.Faults.Judging;

/// <summary>What the judge is shown.</summary>
/// <param name="Said">What callers were told.</param>
/// <param name="Journal">What happened.</param>
/// <param name="Events">What a consumer of the topics saw.</param>
/// <param name="Tasks">The tasks among it.</param>
/// <param name="Levels">The database's counters.</param>
/// <param name="GivenUp">What the hubs' flows could not follow, from the quarantine.</param>
internal sealed record Evidence(
    Notebook Said, Facts Journal, IReadOnlyList<Seen> Events, IReadOnlyList<TaskSeen> Tasks, IReadOnlyList<Counter> Levels, IReadOnlyList<string> GivenUp)
{
    private static readonly TimeSpan FlowsMost = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public static async Task<Evidence> CollectAsync(FaultCluster cluster)
    {
        using var database = cluster.Connect();
        var levels = await ReadBookedLevelsAsync(cluster, database);
        cluster.Facts.ReadOn(database);
        var (events, tasks) = await cluster.Tap.CatchUpAsync(cluster.Facts.EventIds);
        return new Evidence(cluster.Notebook, cluster.Facts, events, tasks, levels, ReadQuarantine(database));
    }

    /// <summary>What a warehouse has sent is booked by flows, some time after it was told that its report is taken.</summary>
    private static async Task<IReadOnlyList<Counter>> ReadBookedLevelsAsync(FaultCluster cluster, NpgsqlConnection database)
    {
        for (var since = Stopwatch.GetTimestamp(); ; await Task.Delay(Look))
        {
            var levels = ReadLevels(database);
            if (levels.All(l => cluster.Notebook.OnHand.GetValueOrDefault(l.Sku) == l.OnHand) || Stopwatch.GetElapsedTime(since) > FlowsMost)
            {
                return levels;
            }
        }
    }

    public static IReadOnlyList<Counter> ReadLevels(NpgsqlConnection database)
    {
        using var ask = new NpgsqlCommand("SELECT sku_id, on_hand, reserved, safety_stock FROM stock_levels ORDER BY sku_id", database);
        using var row = ask.ExecuteReader();
        var levels = new List<Counter>();
        while (row.Read())
        {
            levels.Add(new Counter(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)));
        }

        return levels;
    }

    private static List<string> ReadQuarantine(NpgsqlConnection database)
    {
        using var ask = new NpgsqlCommand("SELECT id, reason, message FROM quarantine WHERE source = 'flows'", database);
        using var row = ask.ExecuteReader();
        var found = new List<string>();
        while (row.Read())
        {
            found.Add($"{row.GetString(0)} {row.GetString(1)}: {row.GetString(2)}");
        }

        return found;
    }
}

/// <summary>The counters of a SKU.</summary>
internal sealed record Counter(string Sku, long OnHand, long Reserved, long SafetyStock);
