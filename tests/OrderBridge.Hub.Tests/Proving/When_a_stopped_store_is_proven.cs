using System.Diagnostics;
using OrderBridge.Server.Hosting;
using OrderBridge.Server.Proving;

namespace OrderBridge.Hub.Tests.Proving;

/// <summary>The proof of a file, and its negative controls: each kind of damage has to be found.</summary>
public sealed class When_a_stopped_store_is_proven(ProvenStore store) : IClassFixture<ProvenStore>
{
    private static readonly string[] Files = ["orderbridge.db", "orderbridge.db-wal"];

    public static TheoryData<string, string> Damages => new()
    {
        { "a byte of an event", "UPDATE journal SET payload = zeroblob(length(payload) - 1) || x'01' WHERE event_type = 'order.approved'" },
        { "who did it", "UPDATE journal SET actor = 'admin:nobody' WHERE position = 3" },
        { "when it was", "UPDATE journal SET recorded_time_us = recorded_time_us + 1 WHERE position = 5" },
        { "its hash", "UPDATE journal SET hash = zeroblob(32) WHERE position = 4" },
        { "an event is gone", "DELETE FROM journal WHERE event_type = 'order.payment_recorded'" },
        { "the newest event is gone", "DELETE FROM journal WHERE position = (SELECT max(position) FROM journal)" },
        { "a counter", "UPDATE stock_levels SET on_hand = on_hand + 1 WHERE sku_id = 'a'" },
        { "a reserved piece", "UPDATE stock_levels SET reserved = reserved - 1 WHERE sku_id = 'a'" },
        { "a movement is gone", "DELETE FROM stock_movements WHERE sku_id = 'a' AND position = (SELECT max(position) FROM stock_movements WHERE sku_id = 'a')" },
        { "an open reservation is gone", "DELETE FROM stock_reservations" },
        { "a list row", "UPDATE orders_orders SET state = 1 WHERE channel_order_id = 'unpaid'" },
        { "a timer is gone", "DELETE FROM timers" },
    };

    [Fact]
    public async Task Nothing_is_found_in_a_sound_one() => Assert.Equal(0, await ProveCommand.RunAsync(["--data", store.Directory]));

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Damage_is_found(string damage, string sql)
    {
        var copy = store.Copy();
        Assert.True(ProvenStore.Break(copy, sql) > 0, $"Nothing was broken: {damage}.");
        Assert.Equal(1, await ProveCommand.RunAsync(["--data", copy]));
        Directory.Delete(copy, recursive: true);
    }

    [Fact]
    public async Task An_order_of_which_only_the_work_is_left_counts_as_lost()
    {
        var copy = store.Copy();
        ProvenStore.Break(copy, "DELETE FROM journal WHERE aggregate_id = (SELECT aggregate_id FROM journal WHERE event_type = 'order.approved' LIMIT 1)");
        var report = await HubProof.OfFileAsync(Path.Combine(copy, Files[0]), TimeProvider.System, default);
        Assert.Equal(1, report.Figure("orders_lost"));
        Directory.Delete(copy, recursive: true);
    }

    /// <summary>What a killed hub leaves: a log beside the file that is part of the store. It is copied while a hub runs, as a kill at that moment would leave it.</summary>
    [Fact]
    public async Task A_log_that_a_killed_hub_left_stays_as_it_is()
    {
        var killed = RunningHub.NewDirectory();
        await using (var hub = await RunningHub.StartAsync())
        {
            await hub.CountAsync("a", 10);
            await hub.IngestAsync(Samples.Unpaid("1", "a"));
            await hub.SettleAsync();
            using var copying = Process.Start("cp", [.. Files.Select(f => Path.Combine(hub.DataDirectory, f)), killed]);
            await copying.WaitForExitAsync();
        }

        var before = Files.Select(f => File.ReadAllBytes(Path.Combine(killed, f))).ToArray();
        Assert.NotEmpty(before[1]);

        Assert.Equal(0, await ProveCommand.RunAsync(["--data", killed]));

        Assert.Equal(before, Files.Select(f => File.ReadAllBytes(Path.Combine(killed, f))));
        Directory.Delete(killed, recursive: true);
    }

    [Fact]
    public async Task Nothing_is_left_beside_a_store_at_rest()
    {
        var copy = store.Copy();
        var before = Directory.GetFiles(copy).Order().ToDictionary(f => f, File.ReadAllBytes);
        Assert.Equal(0, await ProveCommand.RunAsync(["--data", copy]));
        Assert.Equal(before, Directory.GetFiles(copy).Order().ToDictionary(f => f, File.ReadAllBytes));
        Directory.Delete(copy, recursive: true);
    }

    [Fact]
    public async Task Where_there_is_no_store_nothing_is_proven()
    {
        var empty = RunningHub.NewDirectory();
        Assert.Equal(2, await ProveCommand.RunAsync(["--data", empty]));
        Assert.Empty(Directory.GetFiles(empty));
    }
}
