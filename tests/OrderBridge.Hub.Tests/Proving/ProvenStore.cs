using Microsoft.Data.Sqlite;

namespace OrderBridge.Hub.Tests.Proving;

/// <summary>A store in which much has happened, whose hub has stopped. Tests break copies of it.</summary>
public sealed class ProvenStore : IAsyncLifetime
{
    public string Directory { get; } = RunningHub.NewDirectory();

    public async Task InitializeAsync()
    {
        await using var hub = await RunningHub.StartOnAsync(Directory, null);
        await HappenAsync(hub);
    }

    public Task DisposeAsync()
    {
        System.IO.Directory.Delete(Directory, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Orders that wait, were shipped, delivered and cancelled.</summary>
    public static async Task HappenAsync(RunningHub hub)
    {
        await hub.DeliveredAsync("delivered");
        await hub.ShippedAsync("shipped", 3);
        await hub.WorkAsync("in-work");
        await hub.CountAsync("a", 50);
        await hub.IngestAsync(Samples.Unpaid("unpaid", "a", 2));
        var gone = await hub.IngestAsync(Samples.Unpaid("gone", "a", 2));
        await hub.Orders.RequestCancellationAsync(new() { OrderId = gone.OrderId, CancelReason = "changed_mind" });
        await hub.SettleAsync();
    }

    /// <summary>A copy to break.</summary>
    public string Copy()
    {
        var copy = RunningHub.NewDirectory();
        foreach (var file in System.IO.Directory.GetFiles(Directory))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return copy;
    }

    /// <summary>Does to a store what a hub never would; returns the rows it touched.</summary>
    public static int Break(string directory, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory, "orderbridge.db"), Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own text.
        command.CommandText = $"DROP TRIGGER journal_keeps_rows; DROP TRIGGER journal_loses_nothing; {sql}";
#pragma warning restore CA2100
        return command.ExecuteNonQuery();
    }
}
