using Npgsql;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Faults.Stage;
using OrderBridge.Kafka.Topics;
using Xunit.Abstractions;

namespace OrderBridge.Faults.Judging;

/// <summary>The controls: a judge who finds nothing in sound evidence finds each wrong that is put into it.</summary>
[Collection(FaultCluster.Name)]
[Trait("Category", "Faults")]
public sealed class When_the_judge_is_shown_a_wrong(FaultCluster cluster, ITestOutputHelper output)
{
    [RequiresServersFact]
    public async Task He_says_so()
    {
        await cluster.ReadyAsync();
        var load = cluster.Load(seed: 9);
        await load.RushAsync(100);
        load.Calm();
        await cluster.Tap.MoreTasksAsync(cluster.Tap.TaskCount + 5);
        await load.AssertSoundAsync(output, 20);
        var sound = await Evidence.CollectAsync(cluster);
        Assert.Empty(Verdict.Of(sound));

        AssertSeen("acknowledged and lost: received ", WithJournal(sound, "DELETE FROM journal WHERE aggregate_id = $1", OrderOf(sound)));
        AssertSeen("event invented: ", WithJournal(sound, "DELETE FROM journal WHERE aggregate_id = $1", OrderOf(sound)));
        AssertSeen("happened 2 times: received ", WithJournal(sound, TwiceReceived, OrderOf(sound)));
        AssertSeen("oversold: ", WithLevels(sound, "UPDATE stock_levels SET reserved = on_hand + 1 WHERE sku_id = $1"));
        AssertSeen("pieces: ", WithLevels(sound, "UPDATE stock_levels SET on_hand = on_hand + 1 WHERE sku_id = $1"));
        AssertTasksAreSeen(sound);
        AssertDisorderIsSeen(sound);
    }

    private const string TwiceReceived = """
        INSERT INTO journal SELECT position, aggregate_kind, aggregate_id, aggregate_version + 1000, event_type, payload, actor, cause_id, request_id, rule_revision,
            occurred_time_us, recorded_time_us, hash, trace_parent
        FROM journal WHERE aggregate_id = $1 AND aggregate_version = 1
        """;

    private static void AssertTasksAreSeen(Evidence sound)
    {
        var task = sound.Tasks.First(t => t.Kind is TaskKind.Create);
        AssertSeen("task lost: ", sound with { Tasks = [.. sound.Tasks.Where(t => t != task)] });
        AssertSeen("task doubled: ", sound with { Tasks = [.. sound.Tasks, task] });
        AssertSeen("task doubled: ", sound with { Tasks = [.. sound.Tasks, task with { TaskId = "another" }] });
        AssertSeen("given up: ", sound with { GivenUp = ["a step"] });
    }

    private static void AssertDisorderIsSeen(Evidence sound)
    {
        var last = sound.Events.Last(e => e.Topic == TopicNames.Orders && e.Position <= sound.Journal.Position); // What happened since is left out.
        AssertSeen("doubled: ", sound with { Events = [.. sound.Events, last] });
        AssertSeen("out of order: ", sound with { Events = [last, .. sound.Events.Where(e => e != last)] });
        AssertSeen("event lost: ", sound with { Events = [.. sound.Events.Where(e => e != last)] });
    }

    /// <summary>An order that somebody was told of.</summary>
    private static string OrderOf(Evidence sound) => sound.Said.Said.First(s => s.StartsWith("received ", StringComparison.Ordinal)).Split(' ')[1];

    /// <summary>Evidence from a journal that somebody tampered with; taken back when it is collected.</summary>
    private Evidence WithJournal(Evidence sound, string sql, string orderId) => Tampered(sql, orderId, database =>
    {
        var journal = new Facts();
        journal.ReadOn(database);
        return sound with { Journal = journal };
    });

    private Evidence WithLevels(Evidence sound, string sql) => Tampered(sql, Goods.Plenty, database => sound with { Levels = Evidence.ReadLevels(database) });

    private Evidence Tampered(string sql, string argument, Func<NpgsqlConnection, Evidence> collect)
    {
        using var database = cluster.Connect();
        using var transaction = database.BeginTransaction();
        Run(database, "SET LOCAL session_replication_role = replica"); // Without the triggers that refuse it.
        Run(database, sql, argument);
        return collect(database);
    }

    private static void Run(NpgsqlConnection database, string sql, params string[] arguments)
    {
#pragma warning disable CA2100 // Constant text of tests.
        using var command = new NpgsqlCommand(sql, database);
#pragma warning restore CA2100
        foreach (var argument in arguments)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = argument });
        }

        command.ExecuteNonQuery();
    }

    private static void AssertSeen(string finding, Evidence evidence) =>
        Assert.Contains(Verdict.Of(evidence), f => f.StartsWith(finding, StringComparison.Ordinal));
}
