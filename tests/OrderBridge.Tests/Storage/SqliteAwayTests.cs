using Microsoft.Data.Sqlite;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage;
using OrderBridge.Storage.Rows;
using OrderBridge.Storage.Sqlite;
using OrderBridge.Testing.Stock;
using OrderBridge.Testing.Storage;
using static OrderBridge.Testing.Storage.StoreScene;

namespace OrderBridge.Tests.Storage;

/// <summary>A disk that fails under reads of every kind: the store is away for now, which is another thing than a fault of the hub.</summary>
public sealed class SqliteAwayTests : IDisposable
{
    private readonly SqliteFile _file = new();
    private readonly HandClock _time = new(Noon);

    public void Dispose() => _file.Dispose();

    public static TheoryData<string> Reads => [.. ReadsByName.Keys];

    private static Dictionary<string, Func<SqliteStorage, ValueTask>> ReadsByName => new()
    {
        ["orders"] = async s => await s.Orders.ListAsync(new(10), default),
        ["orders by state"] = async s => await s.Orders.CountByStateAsync(default),
        ["quarantine"] = async s => await s.Messages.ListQuarantineAsync(null, 10, default),
        ["stock levels"] = async s => await s.StockLevels.ListAsync(null, 10, default),
        ["a snapshot"] = async s => await s.ProveAsync(),
    };

    /// <summary>The write-ahead log is cut short behind SQLite's back: a read of a page in it ends as "disk I/O error".</summary>
    [Theory]
    [MemberData(nameof(Reads))]
    public async Task Read_DiskIoError_IsUnavailable(string read)
    {
        await using var storage = await OpenAsync();
        CutLog();
        await AssertAwayAsync(() => ReadsByName[read](storage));
    }

    [Fact]
    public async Task Read_RowsOfASnapshotOnADiskThatFailsMeanwhile_IsUnavailable()
    {
        await using var storage = await OpenAsync();
        await using var snapshot = await storage.SnapshotAsync(default);
        CutLog();
        await AssertAwayAsync(async () =>
        {
            await foreach (var row in snapshot.RowsAsync(typeof(StockLevelRow)))
            {
                Assert.NotNull(row);
            }
        });
    }

    /// <summary>What is wrong with a query stays what it is: nobody should repeat it.</summary>
    [Theory]
    [InlineData("orders")]
    [InlineData("stock levels")]
    public async Task Read_OfAMissingTable_IsAFault(string read)
    {
        await using var storage = _file.Open(_time);
        _file.Execute("DROP TABLE orders_orders; DROP TABLE stock_levels");
        Assert.Contains("no such table", (await Assert.ThrowsAsync<SqliteException>(async () => await ReadsByName[read](storage))).Message, StringComparison.Ordinal);
    }

    /// <summary>With something in every table that is read.</summary>
    private async Task<SqliteStorage> OpenAsync()
    {
        var storage = _file.Open(_time);
        await storage.AdjustAsync(new("wh-1", "shirt"), 5);
        await storage.OrderAsync(OrderScene.Received("1001", Noon, skuIds: "shirt"));
        var commit = NewCommit();
        commit.Quarantine = new QuarantinedMessage("q-1", "shopify/shop", "NOT_JSON", "Send JSON.", "hash");
        await storage.Journal.CommitAsync(commit, default);
        return storage;
    }

    private void CutLog()
    {
        using var log = new FileStream(_file.FilePath + "-wal", FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        log.SetLength(0);
    }

    private static async Task AssertAwayAsync(Func<ValueTask> read)
    {
        var away = await Assert.ThrowsAsync<StorageUnavailableException>(async () => await read());
        Assert.Contains("disk I/O error", Assert.IsType<SqliteException>(away.GetBaseException()).Message, StringComparison.Ordinal);
    }
}
