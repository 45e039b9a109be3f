using OrderBridge.Orders;
using OrderBridge.Orders.Cancellations;
using OrderBridge.Orders.Content;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Orders.Paying;
using OrderBridge.Orders.Progressing;
using OrderBridge.Orders.Reshipping;
using OrderBridge.Orders.Reviewing;
using OrderBridge.Tests.Orders.Desk;
using Xunit.Sdk;

namespace OrderBridge.Tests.Orders.Everything;

/// <summary>One random walk: an order, and steps that a buyer, a channel, a warehouse, a carrier, an agent or the clock can take.</summary>
internal sealed class RandomOrder
{
    private const int Steps = 40;

    private static readonly string[] Skus = ["s1", "s2", "s3"];

    private readonly Random _random;
    private readonly OrderDesk _desk = new();

    /// <summary>There is little stock, and goods may be ordered without it.</summary>
    private readonly bool _isScarce;
    private readonly Dictionary<string, long> _put = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _gone = new(StringComparer.Ordinal);
    private readonly List<string> _log = [];
    private readonly HashSet<OrderState> _seen = [];
    private OrderContent _content;
    private string _id = string.Empty;
    private int _number;

    private RandomOrder(int seed)
    {
        _random = new Random(seed);
        _isScarce = _random.Next(4) == 0;
        foreach (var sku in Skus)
        {
            Put(sku, _isScarce ? _random.Next(4) : _random.Next(4, 30));
        }

        _content = NewContent();
    }

    /// <summary>Returns the states it saw.</summary>
    public static async Task<IReadOnlySet<OrderState>> RunAsync(int seed)
    {
        var walk = new RandomOrder(seed);
        try
        {
            await walk.RunAsync();
            return walk._seen;
        }
        catch (Exception e)
        {
            throw new XunitException($"Seed {seed}: {e.Message}\n{string.Join('\n', walk._log)}", e);
        }
    }

    private async Task RunAsync()
    {
        await IngestAsync();
        for (var step = 0; step < Steps; step++)
        {
            var order = await _desk.FindAsync(_id);
            OrderInvariants.Check(_desk, order, _put, _gone);
            _seen.Add(order.State);
            await StepAsync(order);
            _desk.Clock.Advance(TimeSpan.FromSeconds(_random.Next(60)));
        }

        OrderInvariants.Check(_desk, await _desk.FindAsync(_id), _put, _gone);
    }

    private Task StepAsync(Order order)
    {
        (int Weight, string Name, Func<Order, Task> Take)[] steps =
        [
            (3, "pay", PayAsync), (1, "cancel", o => CancelAsync(o, false)), (2, "cancel part", o => CancelAsync(o, true)),
            (1, "hold", HoldAsync), (5, "decide", DecideAsync), (8, "start", StartAsync), (7, "ship", ShipAsync), (7, "deliver", DeliverAsync),
            (2, "lose", LoseAsync), (2, "return", ReturnAsync), (3, "stop", StopAsync), (1, "refuse stop", RefuseAsync), (1, "close short", CloseShortAsync),
            (1, "reject work", RejectAsync), (2, "reship", ReshipAsync), (4, "finish", FinishAsync), (3, "wait", WaitAsync), (2, "revise", ReviseAsync),
            (1, "channel cancels", ChannelCancelsAsync), (2, "stock comes", StockComesAsync),
        ];
        var at = _random.Next(steps.Sum(s => s.Weight));
        var step = steps.First(s => (at -= s.Weight) < 0);
        _log.Add($"{order.Version} {order.State}: {step.Name}");
        return step.Take(order);
    }

    private async Task IngestAsync()
    {
        var outcome = await _desk.TryIngestAsync(_content);
        _id = _content.Key.OrderId;
        _log.Add($"ingest {outcome.Refusal?.Reason} {string.Join(", ", _content.Lines.Select(l => $"{l.LineId}:{l.SkuId}x{l.Quantity}@{l.UnitPrice.MinorUnits}-{l.Discount.MinorUnits}"))} total {_content.Total} {_content.Payment}");
    }

    private async Task PayAsync(Order order)
    {
        var total = order.Content.Total.MinorUnits;
        var amount = _random.Next(4) == 0 ? _random.Next(-1, 20_000) : total;
        await _desk.Commands.ConfirmPaymentAsync(new ConfirmPayment(_id, Contents.Yuan(amount), null, $"tx-{_random.Next(3)}"), OrderDesk.Agent, default);
    }

    private async Task CancelAsync(Order order, bool part)
    {
        var lines = part ? Some(order.Unshipped()) : [];
        await _desk.Commands.RequestCancellationAsync(
            new RequestCancellation(_id, "changed_mind", lines, _random.Next(2) == 0 ? $"c-{_random.Next(3)}" : string.Empty, string.Empty), OrderDesk.Agent, default);
    }

    private async Task HoldAsync(Order order) =>
        await _desk.Commands.PlaceHoldAsync(new PlaceHold(_id, (HoldType)_random.Next(16), "look"), OrderDesk.Agent, default);

    private async Task DecideAsync(Order order)
    {
        if (order.Holds.IsEmpty)
        {
            return;
        }

        var decide = new DecideHold(_id, order.Holds[_random.Next(order.Holds.Length)].HoldId, "seen", "ann", _random.Next(5) > 0);
        await (_random.Next(8) == 0
            ? _desk.Commands.RejectHoldAsync(decide, OrderDesk.Agent, default)
            : _desk.Commands.ResolveHoldAsync(decide, OrderDesk.Agent, default));
    }

    private async Task StartAsync(Order order)
    {
        if (order.State is OrderState.Approved or OrderState.Fulfilling && order.HeldStocks() is { IsEmpty: false } stocks)
        {
            await _desk.StartAsync(order, _random.Next(4) == 0 ? [.. Some(stocks[0].Lines)] : []);
        }
    }

    private async Task ShipAsync(Order order)
    {
        if (AnyWork(order) is not { } id)
        {
            return;
        }

        var lines = _random.Next(2) == 0 ? order.Work[id] : Some(order.Work[id]);
        foreach (var line in lines)
        {
            var sku = order.Line(line.LineId)!.Content.SkuId;
            _gone[sku] = _gone.GetValueOrDefault(sku) + line.Quantity;
        }

        await _desk.ShipAsync(order, $"shp_{++_number}", id, [.. lines]);
    }

    private Task DeliverAsync(Order order) => order.ShipmentIds.IsEmpty ? Task.CompletedTask : _desk.DeliverAsync(order, AnyShipment(order), [.. SomeOut(order)]);

    private Task LoseAsync(Order order) => order.ShipmentIds.IsEmpty ? Task.CompletedTask : _desk.LoseAsync(order, AnyShipment(order), [.. SomeOut(order)]);

    private async Task ReturnAsync(Order order)
    {
        if (!order.ShipmentIds.IsEmpty)
        {
            await _desk.TryReturnAsync(order, _random.Next(3) == 0 ? string.Empty : AnyShipment(order), [.. SomeOut(order)]);
        }
    }

    private async Task StopAsync(Order order)
    {
        if (AnyWork(order) is { } id)
        {
            await _desk.StopAsync(order, _random.Next(3) > 0, id, [.. _random.Next(2) == 0 ? order.Work[id] : Some(order.Work[id])]);
        }
    }

    private async Task RefuseAsync(Order order)
    {
        var id = AnyWork(order) ?? OrderDesk.FulfilmentId(1);
        await _desk.DoAsync(order, (commit, o) => OrderProgress.RefuseStop(commit, o, id, "packed", _desk.Cause(id)));
    }

    private async Task CloseShortAsync(Order order)
    {
        if (AnyWork(order) is { } id)
        {
            await _desk.CloseShortAsync(order, _desk.Cause(id), [.. Some(order.Work[id])]);
        }
    }

    private async Task RejectAsync(Order order)
    {
        if (AnyWork(order) is { } id)
        {
            ImmutableArray<string> elsewhere = _random.Next(2) == 0 ? [] : ["wh-2"];
            await _desk.RunAsync(_id, (commit, o, ct) => _desk.Progress.RejectAsync(commit, o, id, "full", elsewhere, _desk.Cause(id), ct));
        }
    }

    private async Task ReshipAsync(Order order)
    {
        ImmutableArray<LinePieces> back = [.. order.Goods.Where(l => l.Quantities.Lost + l.Quantities.Returned > 0)
            .Select(l => new LinePieces(l.LineId, l.Quantities.Lost + l.Quantities.Returned))];
        await _desk.Commands.ReshipAsync(new ReshipOrder(_id, Some(back), "lost", $"r-{_random.Next(4)}"), OrderDesk.Agent, default);
    }

    private async Task FinishAsync(Order order) => await (order.State is OrderState.Completed
        ? _desk.Commands.ArchiveAsync(_id, OrderDesk.Agent, default)
        : _desk.Commands.ConfirmReceiptAsync(_id, OrderDesk.Agent, default));

    private Task WaitAsync(Order order) => _desk.TickAsync(order, _random.Next(3) switch { 0 => TimeSpan.FromMinutes(6), 1 => TimeSpan.FromHours(3), _ => TimeSpan.FromHours(26) });

    private Task ReviseAsync(Order order)
    {
        var change = NewContent();
        _content = (_random.Next(4) switch
        {
            0 => change,
            1 => _content with { Total = change.Total },
            2 => _content with { Lines = [.. _content.Lines.Select(l => l with { Quantity = Math.Max(1, l.Quantity - 1) })] },
            _ => _content with { Payment = change.Payment, Recipient = _content.Recipient with { Name = $"n{_number++}" } },
        }) with { ChannelUpdateTime = _content.ChannelUpdateTime.AddSeconds(_random.Next(-1, 4)), CancelTime = null };
        return IngestAsync();
    }

    private Task ChannelCancelsAsync(Order order)
    {
        _content = _content.Later().CancelledOnChannel();
        return IngestAsync();
    }

    private async Task StockComesAsync(Order order)
    {
        Put(Skus[_random.Next(Skus.Length)], _random.Next(10));
        await _desk.ReceiveStockAsync(order);
    }

    private void Put(string sku, long pieces)
    {
        _desk.Stock.Put(sku, pieces);
        _put[sku] = _put.GetValueOrDefault(sku) + pieces;
    }

    private string? AnyWork(Order order) => order.Work.IsEmpty ? null : order.Work.Keys.ElementAt(_random.Next(order.Work.Count));

    private string AnyShipment(Order order) => order.ShipmentIds[_random.Next(order.ShipmentIds.Length)];

    /// <summary>At least one piece of at least one of the lines, when there are any.</summary>
    private ImmutableArray<LinePieces> Some(ImmutableArray<LinePieces> lines)
    {
        ImmutableArray<LinePieces> some = [.. lines.Select(l => l with { Quantity = _random.NextInt64(0, l.Quantity + 1) }).Where(l => l.Quantity > 0)];
        return some.IsEmpty ? [.. lines.Take(1)] : some;
    }

    private ImmutableArray<LinePieces> SomeOut(Order order) =>
        Some([.. order.Goods.Where(l => l.Quantities.Shipped > 0).Select(l => new LinePieces(l.LineId, l.Quantities.Shipped))]);

    private OrderContent NewContent()
    {
        ContentLine[] lines = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(NewLine)];
        var net = lines.Sum(l => (l.UnitPrice.MinorUnits * l.Quantity) - l.Discount.MinorUnits);
        var charge = _random.Next(-1_000, 1_000);
        var total = _random.Next(8) == 0 ? _random.Next(10_000) : Math.Max(0, net + charge);
        var content = Contents.Unpaid().With(_random.Next(4) == 0 ? [.. lines, Contents.Service("svc", _random.Next(500))] : lines) with
        {
            Charges = [new ContentCharge(charge < 0 ? "discount" : "shipping", string.Empty, Contents.Yuan(charge))], Total = Contents.Yuan(total),
        };
        return NewPayment(content);
    }

    private ContentLine NewLine(int index)
    {
        var quantity = _random.Next(1, 6);
        var price = _random.Next(6) == 0 ? 0 : _random.Next(1, 3_000);
        var traits = (price == 0 ? LineTraits.Gift : LineTraits.None) | (_isScarce || _random.Next(3) == 0 ? LineTraits.BackorderAllowed : LineTraits.None)
            | (_random.Next(12) == 0 ? LineTraits.CustomMade : LineTraits.None);
        return Contents.Line($"l{index}", Skus[_random.Next(Skus.Length)], quantity, price, traits) with { Discount = Contents.Yuan(_random.NextInt64(0, (price * quantity / 2) + 1)) };
    }

    private OrderContent NewPayment(OrderContent content)
    {
        var total = content.Total.MinorUnits;
        return _random.Next(12) switch
        {
            0 or 1 or 2 => content,
            3 or 4 => content with { Payment = Contents.CashOnDelivery().Payment },
            5 => content.Paying(_random.NextInt64(0, total + 100)),
            6 => content.Paying(total, PaymentState.PartiallyRefunded, _random.NextInt64(0, total + 1)),
            7 => content.Paying(total, PaymentState.Refunded, total),
            8 => content.Paying(total, PaymentState.Authorized),
            _ => content.Paying(total),
        };
    }
}
