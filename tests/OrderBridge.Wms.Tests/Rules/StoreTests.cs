using Microsoft.Data.Sqlite;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.ReferenceWms.Keeping;
using OrderBridge.ReferenceWms.Reporting;
using OrderBridge.ReferenceWms.Working;
using OrderBridge.Wms.Tests.Running;

namespace OrderBridge.Wms.Tests.Rules;

public sealed class StoreTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void What_was_saved_is_there_after_it_is_opened_again()
    {
        var work = Work("ful-1") with { Step = FulfilmentState.Picking, Marks = WorkMarks.Held, Creates = 2, Cancels = 1, TraceParent = "00-trace" };
        var report = Reports.Cancelled(work, Noon) with { TraceParent = "00-other" };
        using (var store = SqliteWorkStore.Open(_directory.Path))
        {
            store.Save(ChangesOf("task-1", work, report, "7"));
        }

        using var again = SqliteWorkStore.Open(_directory.Path);
        var found = Assert.Single(again.LoadOpenWork());
        Assert.Equal(work.Lines.AsEnumerable(), found.Lines);
        Assert.Equal(work with { Lines = [] }, found with { Lines = [] });
        Assert.Equal(report, Assert.Single(again.LoadOutbox()));
        Assert.Equal("7", again.ResumeToken);
        Assert.True(again.HasSeen("task-1"));
        Assert.False(again.HasSeen("task-2"));
        Assert.Equal(1, again.Totals.DistinctTasks);
    }

    [Fact]
    public void A_file_of_before_traces_were_kept_is_completed()
    {
        using (var store = SqliteWorkStore.Open(_directory.Path))
        {
            store.Save(ChangesOf("task-1", Work("ful-1"), Reports.Cancelled(Work("ful-1"), Noon), "7"));
        }

        using (var old = new SqliteConnection($"Data Source={System.IO.Path.Combine(_directory.Path, "reference-wms.db")};Pooling=false"))
        {
            old.Open();
            using var command = old.CreateCommand();
            command.CommandText = "ALTER TABLE work DROP COLUMN trace_parent; ALTER TABLE outbox DROP COLUMN trace_parent;";
            command.ExecuteNonQuery();
        }

        using var again = SqliteWorkStore.Open(_directory.Path);
        Assert.Equal(("", ""), (Assert.Single(again.LoadOpenWork()).TraceParent, Assert.Single(again.LoadOutbox()).TraceParent));
    }

    [Fact]
    public void An_answered_report_leaves_the_outbox_and_its_refusal_stays()
    {
        var report = Reports.Acknowledgement(Work("ful-1") with { Step = FulfilmentState.Accepted, Creates = 1 }, Noon);
        using (var store = SqliteWorkStore.Open(_directory.Path))
        {
            store.Save(ChangesOf("task-1", Work("ful-1"), report, "1"));
            var answer = new Changes();
            answer.AnsweredReports.Add(report.ReportId);
            answer.Refusals.Add(new Refusal(report.ReportId, "ful-1", "FULFILMENT_ENDED", "It is cancelled.", Noon));
            store.Save(answer);
        }

        using var again = SqliteWorkStore.Open(_directory.Path);
        Assert.Empty(again.LoadOutbox());
        Assert.Equal(1, again.Totals.RefusedByReason["FULFILMENT_ENDED"]);
    }

    /// <summary>The token may never be ahead of the inbox: a save that fails in its last row leaves nothing behind.</summary>
    [Fact]
    public void A_save_that_fails_changes_nothing_and_keeps_the_token()
    {
        using var store = SqliteWorkStore.Open(_directory.Path);
        var report = Reports.Closed(Work("ful-1"), Noon);
        store.Save(ChangesOf("task-1", Work("ful-1"), report, "1"));

        // The same report id again breaks the outbox's unique index after task and work were written.
        Assert.ThrowsAny<Exception>(() => store.Save(ChangesOf("task-2", Work("ful-2"), report, "2")));

        Assert.Equal("1", store.ResumeToken);
        Assert.False(store.HasSeen("task-2"));
        Assert.Null(store.Find("ful-2"));

        store.Save(ChangesOf("task-2", Work("ful-2"), Reports.Closed(Work("ful-2"), Noon), "2"));
        Assert.Equal("2", store.ResumeToken);
    }

    [Fact]
    public void A_second_process_is_kept_out()
    {
        using var store = SqliteWorkStore.Open(_directory.Path);

        Assert.Throws<IOException>(() => SqliteWorkStore.Open(_directory.Path));
    }

    public void Dispose() => _directory.Dispose();

    private static Work Work(string id) => new(id, "wh-1", [new WorkLine("l1", "sku-1", 3, 1), new WorkLine("l2", "sku-2", 1, 0)]);

    private static Changes ChangesOf(string taskId, Work work, Report report, string token)
    {
        var changes = new Changes { ResumeToken = token };
        changes.AddTask(taskId);
        changes.Keep(work);
        changes.NewReports.Add(report);
        return changes;
    }
}
