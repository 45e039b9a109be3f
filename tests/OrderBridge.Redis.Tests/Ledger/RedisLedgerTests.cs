using OrderBridge.Redis.Tests.Stage;
using OrderBridge.Stock.Adjusting;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ports;
using OrderBridge.Stock.Redis.Connecting;
using OrderBridge.Stock.Redis.Scripting;
using OrderBridge.Stock.Redis.Shelving;
using OrderBridge.Testing.Servers;

namespace OrderBridge.Redis.Tests.Ledger;

/// <summary>What only this ledger has: names of keys, outcomes of scripts, marks of servers.</summary>
public sealed class RedisLedgerTests
{
    [Fact]
    public void Keys_OfAWarehouse_ShareOneTag_WhateverItsName()
    {
        var keys = new LedgerKeys("p").Of("a}b{c%");

        Assert.Equal(["p:{a%7Db%7Bc%25}:stock", "p:{a%7Db%7Bc%25}:due"], keys.Select(k => (string)k!));
    }

    [Fact]
    public void Outcomes_HaveTheNumbersThatTheScriptNames()
    {
        var header = LedgerScript.Reserve.Text;

        foreach (var (outcome, words) in new[]
        {
            (ReserveOutcome.Reserved, "0 reserved"), (ReserveOutcome.AlreadyReserved, "1 already reserved"), (ReserveOutcome.Insufficient, "2 insufficient"),
            (ReserveOutcome.QuotaExceeded, "3 quota exceeded"), (ReserveOutcome.Reused, "4 reused"),
        })
        {
            Assert.Contains(words, header, StringComparison.Ordinal);
            Assert.StartsWith($"{(int)outcome} ", words, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("role:master\r\nrun_id:abc\r\n", "abc")]
    [InlineData("run_id:abc\nrole:slave\n", null)]
    [InlineData("", null)]
    public void MasterRunId_OfAnInfo(string info, string? runId) => Assert.Equal(runId, ServerInfo.MasterRunId(info));

    [Fact]
    public void Masters_ThatJoin_AreNoLoss_ThatReplaceOthers_Are()
    {
        var epoch = new LedgerEpoch("e", [], ["a", "b"]);

        Assert.False(epoch.IsReplacedBy(Masters("a", "b")));
        Assert.False(epoch.IsReplacedBy(Masters("a"))); // One does not answer; it may come back as it was.
        Assert.False(epoch.IsReplacedBy(Masters("a", "b", "c")));
        Assert.True(epoch.IsReplacedBy(Masters("a", "c", "d")));
        Assert.True(epoch.IsReplacedBy(Masters("b", "c"))); // Also when c was seen beside both before: a replica that was promoted first.
    }

    [Fact]
    public void Digest_OfOtherLines_IsAnotherOne()
    {
        var digest = DemandDigest.Of([new("w", "a1", 1)]);

        Assert.Equal(digest, DemandDigest.Of([new("w", "a1", 1)]));
        Assert.NotEqual(digest, DemandDigest.Of([new("w", "a", 11)]));
        Assert.NotEqual(digest, DemandDigest.Of([new("wa", "1", 1)]));
    }

    [RedisFact]
    public async Task What_was_received_can_be_sold_as_soon_as_the_call_is_answered()
    {
        var tea = new StockKey("wh", "tea");
        using var server = await RedisServer.StartAsync();
        await using var desk = await RedisDesk.OpenAsync(server.Address + RedisDesk.Unhurried, redis: RedisDesk.Patiently);
        for (var i = 0; i < 200; i++)
        {
            Assert.Null((await desk.Commands.AdjustStockAsync(new AdjustStock([new(tea, 1)], MovementKind.Receipt, "receipt", ""), desk.Call(), default)).Refusal);
            Assert.Null((await desk.ReserveAsync($"r{i}", new StockLine(tea, 1))).Refusal);
        }
    }

    private static Dictionary<string, string> Masters(params string[] ids) => ids.ToDictionary(id => "address of " + id, StringComparer.Ordinal);
}
