using OrderBridge.Orders.Content;
using OrderBridge.Orders.Lifecycle;

namespace OrderBridge.Simulation.Acting;

/// <summary>Channels and their buyers: orders, repeats, newer and older messages, payments late and double, cancellations.</summary>
internal sealed class Buyers(SimulatedHub hub, Random random) : Actor(hub, random)
{
    private readonly List<OrderContent> _sent = [];
    private int _orders;

    public override Task ActAsync() => Random.Next(10) switch
    {
        < 3 => OrderAsync(),
        3 => SayAgainAsync(),
        4 => ReviseAsync(),
        < 8 => PayAsync(),
        8 => CancelAsync(),
        _ => ConfirmAsync(),
    };

    private Task OrderAsync()
    {
        var lines = Enumerable.Range(0, Random.Next(1, 3)).Select(_ => (Pick(Contents.Skus), (long)Random.Next(1, 4))).ToArray();
        var content = Contents.Order($"{++_orders}", Hub.Clock.GetUtcNow(), lines) with
        {
            CampaignId = Chance(20) ? "sale" : string.Empty,
            MemberLevel = Random.Next(3),
            WarehouseIds = Chance(20) ? [Pick(Contents.Warehouses)] : [],
        };
        if (Chance(30))
        {
            content = content with { Lines = [.. content.Lines.Select(l => l with { Traits = LineTraits.BackorderAllowed })] };
        }

        content = Random.Next(10) switch
        {
            < 5 => content.Paid(Hub.Clock.GetUtcNow()),
            5 => content with { Payment = Contents.CashOnDelivery },
            6 => content.Paid(Hub.Clock.GetUtcNow()) with { Lines = [.. content.Lines.Select(l => l with { Traits = LineTraits.Presale })] },
            _ => content,
        };
        return SendAsync(content);
    }

    private Task SayAgainAsync() => _sent.Count == 0 ? Task.CompletedTask : SendAsync(Pick(_sent));

    private Task ReviseAsync()
    {
        if (_sent.Count == 0)
        {
            return Task.CompletedTask;
        }

        var now = Hub.Clock.GetUtcNow();
        var old = Pick(_sent);
        var next = old with { ChannelUpdateTime = now, ChannelRevision = old.ChannelRevision + 1 };
        return SendAsync(Random.Next(5) switch
        {
            0 => next.WithLines([.. next.Lines.Select(l => l with { Quantity = Random.Next(1, 5) })]),
            1 => next with { ShippingAddress = next.ShippingAddress with { Street = $"{Random.Next(9)} Sample Road" } },
            2 => next with { CancelTime = now },
            3 => next.WithLines(next.Lines.Add(Contents.Line($"{next.Lines.Length + 1}", Pick(Contents.Skus), 1, LineTraits.None))),
            _ => next.Paid(now),
        });
    }

    private async Task PayAsync()
    {
        if (await AnyOrderAsync() is { } order)
        {
            var amount = Chance(10) ? order.Content.Total with { MinorUnits = order.Content.Total.MinorUnits + 100 } : order.Content.Total;
            await Hub.PayAsync(order.Id, amount, $"{order.Content.Key.ChannelOrderId}-{Random.Next(2)}");
        }
    }

    private async Task CancelAsync()
    {
        if (await AnyOrderAsync() is not { } order)
        {
            return;
        }

        var left = order.Unshipped();
        ImmutableArray<LinePieces> part = left.IsEmpty ? [] : [new LinePieces(left[0].LineId, Random.NextInt64(1, left[0].Quantity + 1))];
        await Hub.CancelAsync(order.Id, Chance(50) ? part : []);
    }

    private async Task ConfirmAsync()
    {
        if (await AnyOrderAsync() is { } order)
        {
            await Hub.OnOrderAsync("receipt", (orders, caller, token) => orders.ConfirmReceiptAsync(order.Id, caller, token));
        }
    }

    private async Task SendAsync(OrderContent content)
    {
        _sent.Add(content);
        await Hub.IngestAsync(content);
    }
}
