using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Ports;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Kernel.Parties;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Ports;
using OrderBridge.Storage;
using OrderBridge.Testing.Stock;
using static OrderBridge.Testing.Storage.OrderScene;
using static OrderBridge.Testing.Storage.StoreScene;

namespace OrderBridge.Testing.Storage;

/// <summary>What every store promises of its lists.</summary>
public abstract class ListContract : IAsyncLifetime
{
    protected HandClock Time { get; } = new(Noon);

    protected IStorage Storage { get; private set; } = null!;

    public async Task InitializeAsync() => Storage = await OpenAsync(new StorageOptions());

    public async Task DisposeAsync()
    {
        await Storage.DisposeAsync();
        await CleanUpAsync();
    }

    [Fact]
    public async Task Orders_ArePagedNewestFirst_EachOnce()
    {
        for (var i = 0; i < 7; i++)
        {
            await Storage.OrderAsync(Received($"{i}", Noon.AddMinutes(i / 2))); // Pairs of equal times.
        }

        var pages = new List<(string OrderId, DateTimeOffset OrderTime)>();
        (string OrderId, DateTimeOffset OrderTime)? last = null;
        while (await Storage.Orders.ListAsync(new OrderQuery(2, last is { } l ? (l.OrderTime, l.OrderId) : null), default) is { Count: > 0 } page)
        {
            pages.AddRange(page);
            last = page[^1];
        }

        Assert.Equal(7, pages.Select(p => p.OrderId).Distinct().Count());
        Assert.Equal(pages.OrderByDescending(p => p.OrderTime).ThenBy(p => p.OrderId, StringComparer.Ordinal), pages);
    }

    [Fact]
    public async Task Orders_EachFilter_KeepsWhatFits()
    {
        var a = await Storage.OrderAsync(Received("a", Noon, "shopify", "13800000001", "shirt", "shoe"));
        var b = await Storage.OrderAsync(Received("b", Noon.AddHours(1), "woo", "13800000002", "shirt"), new OrderRejected([new FieldViolation("f", "BAD_PHONE", "x")]));
        var c = await Storage.OrderAsync(Received("c", Noon.AddHours(2), "woo", "13800000001", "hat", "hat"));

        Assert.Equal([c.Id, b.Id, a.Id], await ListAsync(new OrderQuery(10)));
        Assert.Equal([c.Id, b.Id], await ListAsync(new OrderQuery(10, ChannelId: "woo")));
        Assert.Equal([b.Id], await ListAsync(new OrderQuery(10, States: [OrderState.Rejected, OrderState.Cancelled])));
        Assert.Equal([b.Id], await ListAsync(new OrderQuery(10, OrderTimeMin: Noon.AddHours(1), OrderTimeMax: Noon.AddHours(2))));
        Assert.Equal([c.Id, a.Id], await ListAsync(new OrderQuery(10, PhoneHash: Party.HashOf("+86 138 0000 0001"))));
        Assert.Equal([b.Id, a.Id], await ListAsync(new OrderQuery(10, SkuId: "shirt")));
        Assert.Equal([c.Id], await ListAsync(new OrderQuery(10, SkuId: "hat")));
        Assert.Equal([a.Id], await ListAsync(new OrderQuery(10, (Noon.AddHours(1), b.Id), SkuId: "shirt")));
        Assert.Empty(await ListAsync(new OrderQuery(10, ChannelId: "woo", SkuId: "shoe")));
    }

    [Fact]
    public async Task Orders_Counts_AreByStateAndReason()
    {
        await Storage.OrderAsync(Received("a", Noon));
        await Storage.OrderAsync(Received("b", Noon), new OrderRejected([new FieldViolation("f", "BAD_PHONE", "x"), new FieldViolation("g", "OTHER", "x")]));
        await Storage.OrderAsync(Received("c", Noon), new OrderRejected([new FieldViolation("f", "BAD_PHONE", "x")]));
        await QuarantineAsync("q-1", "BAD_PHONE");
        await QuarantineAsync("q-2", "NOT_JSON");

        Assert.Equal(
            new Dictionary<OrderState, long> { [OrderState.Received] = 1, [OrderState.Rejected] = 2 }, await Storage.Orders.CountByStateAsync(default));
        Assert.Equal(
            new Dictionary<string, long> { ["BAD_PHONE"] = 3, ["NOT_JSON"] = 1 }, await Storage.Orders.CountRefusalsAsync(default));
    }

    [Fact]
    public async Task Orders_Awaiting_AreThoseWithOpenPiecesOfTheSku()
    {
        var waiting = await Storage.OrderAsync(Received("a", Noon.AddHours(1), skuIds: ["shirt"]), new OrderApproved(Noon), new StockAwaited(Noon.AddDays(3)));
        var earlier = await Storage.OrderAsync(Received("b", Noon, skuIds: ["hat", "shirt"]), new OrderApproved(Noon), new StockAwaited(Noon.AddDays(3)));
        await Storage.OrderAsync(Received("c", Noon, skuIds: ["shirt"]));

        Assert.Equal([earlier.Id, waiting.Id], await AwaitingAsync("shirt", "shoe"));
        Assert.Equal([earlier.Id], (await Storage.Orders.AwaitingAsync(["shirt"], null, 1, default)).Select(o => o.OrderId));
        Assert.Equal([earlier.Id], await AwaitingAsync("hat"));
        Assert.Empty(await AwaitingAsync("shoe"));
    }

    [Fact]
    public async Task Orders_AwaitingPageByPage_AreAllInOrder()
    {
        foreach (var (id, hours) in new[] { ("e", 2), ("d", 1), ("c", 1), ("b", 0), ("a", 3) })
        {
            await Storage.OrderAsync(Received(id, Noon.AddHours(hours), skuIds: ["shirt"]), new OrderApproved(Noon), new StockAwaited(Noon.AddDays(3)));
        }

        var pages = new List<WaitingOrder>();
        for (var page = await Storage.Orders.AwaitingAsync(["shirt"], null, 2, default); page.Count > 0; page = await Storage.Orders.AwaitingAsync(["shirt"], page[^1], 2, default))
        {
            pages.AddRange(page);
        }

        Assert.Equal(await AwaitingAsync("shirt"), pages.Select(o => o.OrderId));
        Assert.Equal([Noon, Noon.AddHours(1), Noon.AddHours(1), Noon.AddHours(2), Noon.AddHours(3)], pages.Select(o => o.SinceTime));
    }

    private async Task<IEnumerable<string>> AwaitingAsync(params string[] skuIds) =>
        (await Storage.Orders.AwaitingAsync(skuIds, null, 10, default)).Select(o => o.OrderId);

    [Fact]
    public async Task Fulfilments_ArePagedAndFiltered()
    {
        var first = await Storage.WorkAsync("ord_1", 1, Noon);
        var second = await Storage.WorkAsync("ord_1", 2, Noon.AddMinutes(1), "wh-2");
        var other = await Storage.WorkAsync("ord_2", 1, Noon.AddMinutes(2));

        Assert.Equal([first.Id, second.Id], (await Storage.Fulfilments.OfOrderAsync("ord_1", default)).Select(f => f.Id));
        var page = await Storage.Fulfilments.ListAsync(new FulfilmentQuery("", "", [], 2, ""), default);
        Assert.Equal([other.Id, second.Id], page.Items.Select(f => f.Id));
        var rest = await Storage.Fulfilments.ListAsync(new FulfilmentQuery("", "", [], 2, page.NextPageToken), default);
        Assert.Equal([first.Id], rest.Items.Select(f => f.Id));
        Assert.Empty(rest.NextPageToken);
        Assert.Equal([second.Id], await WorkOfAsync(new FulfilmentQuery("wh-2", "", [], 0, "")));
        Assert.Equal(3, (await WorkOfAsync(new FulfilmentQuery("", "", [FulfilmentState.Created], 0, ""))).Count());
        Assert.Empty(await WorkOfAsync(new FulfilmentQuery("", "ord_1", [FulfilmentState.Shipped], 0, "")));
    }

    [Fact]
    public async Task Shipments_AreFoundByOrderAndNumber()
    {
        var shared = await Storage.ParcelAsync("SF001", Noon, "ord_1", "ord_2");
        var own = await Storage.ParcelAsync("SF002", Noon.AddMinutes(1), "ord_2");

        Assert.Equal([shared.Id], (await Storage.Shipments.OfOrderAsync("ord_1", default)).Select(s => s.Id));
        Assert.Equal(2, (await Storage.Shipments.OfOrderAsync("ord_2", default)).Count);
        Assert.Equal([own.Id], (await Storage.Shipments.OfTrackingNumberAsync(" sf002 ", default)).Select(s => s.Id));
        Assert.Equal([own.Id, shared.Id], await ParcelsAsync(new ShipmentQuery("ord_2", "", "", [], false, 0, "")));
        Assert.Equal([shared.Id], await ParcelsAsync(new ShipmentQuery("", FulfilmentOrder.IdOf("ord_1", 1), "sf", [ShipmentState.LabelCreated], false, 0, "")));
        Assert.Empty(await ParcelsAsync(new ShipmentQuery("", "", "", [], true, 0, "")));
    }

    [Fact]
    public async Task Messages_KeepTheBytesOnceAndTheReasons()
    {
        var content = Enumerable.Range(0, 5000).Select(i => (byte)(i % 7)).ToArray();
        foreach (var (id, bytes) in (IEnumerable<(string, byte[])>)[("a", content), ("b", content), ("c", [1, 2, 3])])
        {
            var commit = NewCommit();
            commit.Raw = new RawPayload($"hash-{bytes.Length}", "shopify/shop", "application/json", bytes);
            commit.Quarantine = new QuarantinedMessage(id, "shopify/shop", "NOT_JSON", "Send JSON.", commit.Raw.Hash);
            Assert.True((await Storage.Journal.CommitAsync(commit, default)).IsCommitted);
            Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(content, (await Storage.Messages.FindRawAsync("hash-5000", default))!.Content.ToArray());
        Assert.Equal([1, 2, 3], (await Storage.Messages.FindRawAsync("hash-3", default))!.Content.ToArray());
        Assert.Null(await Storage.Messages.FindRawAsync("hash-0", default));
        var newest = await Storage.Messages.ListQuarantineAsync(null, 2, default);
        Assert.Equal(["c", "b"], newest.Select(e => e.Message.Id));
        Assert.Equal("a", Assert.Single(await Storage.Messages.ListQuarantineAsync(newest[1], 2, default)).Message.Id);
        Assert.Equal(Noon.AddMinutes(1), (await Storage.Messages.FindQuarantinedAsync("b", default))!.RecordedTime);
    }

    /// <summary>Refused, and kept all the same: what is no SKU becomes no row, what no database holds is shown as unreadable.</summary>
    [Fact]
    public async Task Messages_WithTextThatNoDatabaseHolds_AreKept()
    {
        var rejected = await Storage.OrderAsync(
            Received("a", Noon, skuIds: ["a\0b", new string('x', 10_000), "shirt"]), new OrderRejected([new FieldViolation("f", "SKU_MISSING", "x")]));
        Assert.Equal([rejected.Id], await ListAsync(new OrderQuery(10, SkuId: "shirt")));
        Assert.Equal("a\0b", (await Storage.Aggregates.FindAsync<Order>(rejected.Id, default))!.Lines[0].Content.SkuId);

        var commit = NewCommit();
        commit.Raw = new RawPayload("hash", "shopify/sh\0op", "text/\0", new byte[] { 0 });
        commit.Quarantine = new QuarantinedMessage("q", "shopify/sh\0op", "SHOP_MISSING", "Not \0.", "hash");
        Assert.True((await Storage.Journal.CommitAsync(commit, default)).IsCommitted);
        Assert.StartsWith("shopify/sh", Assert.Single(await Storage.Messages.ListQuarantineAsync(null, 2, default)).Message.Source, StringComparison.Ordinal);
    }

    /// <summary>Opens an empty store on <see cref="Time"/>.</summary>
    protected abstract ValueTask<IStorage> OpenAsync(StorageOptions options);

    protected virtual ValueTask CleanUpAsync() => ValueTask.CompletedTask;

    private async Task<IEnumerable<string>> ListAsync(OrderQuery query) => (await Storage.Orders.ListAsync(query, default)).Select(o => o.OrderId);

    private async Task<IEnumerable<string>> WorkOfAsync(FulfilmentQuery query) =>
        (await Storage.Fulfilments.ListAsync(query, default)).Items.Select(f => f.Id);

    private async Task<IEnumerable<string>> ParcelsAsync(ShipmentQuery query) =>
        (await Storage.Shipments.ListAsync(query, default)).Items.Select(s => s.Id);

    private async Task QuarantineAsync(string id, string reason)
    {
        var commit = NewCommit();
        commit.Quarantine = new QuarantinedMessage(id, "shopify/shop", reason, "", "");
        await Storage.Journal.CommitAsync(commit, default);
    }
}
