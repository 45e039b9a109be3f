using System.Globalization;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.EndToEnd.Running;
using OrderBridge.Faults.Stage;

namespace OrderBridge.Faults.Loading;

/// <summary>Orders by single calls: unpaid first, then paid, sometimes cancelled before or after.</summary>
internal sealed class CarefulBuyer(Load load)
{
    public async Task RunAsync(Line line, Random random, int caller)
    {
        for (var i = 0; !load.IsOver; i++)
        {
            await BuyAsync(line, string.Create(CultureInfo.InvariantCulture, $"u-{load.Number}-{caller}-{i}"), random.Next(6));
            await load.PaceAsync();
        }
    }

    private async Task BuyAsync(Line line, string id, int mood)
    {
        var request = new IngestOrderRequest { Order = Samples.Order(id, Goods.Plenty, quantity: 2, paid: false), RequestId = id };
        var taken = await line.InsistAsync((hub, options) => new OrderService.OrderServiceClient(hub).IngestOrderAsync(request, options));
        if (taken?.Order is not { } order)
        {
            return;
        }

        load.Notebook.Note($"received {order.OrderId}");
        load.Notebook.Order(order.OrderId, o => o with { ChannelOrderId = id });
        if (mood > 0)
        {
            await PayAsync(line, order);
        }

        if (mood < 2)
        {
            await CancelAsync(line, order.OrderId);
        }
    }

    private async Task PayAsync(Line line, Order order)
    {
        var transaction = $"t-{order.ChannelOrderId}";
        var request = new ConfirmPaymentRequest
        {
            OrderId = order.OrderId, TransactionId = transaction, PaidAmount = new Money { CurrencyCode = "CNY", MinorUnits = order.TotalAmount.MinorUnits },
        };
        if (await line.InsistAsync((hub, options) => new OrderService.OrderServiceClient(hub).ConfirmPaymentAsync(request, options)) is not null)
        {
            load.Notebook.Note($"paid {order.OrderId} {transaction}");
            load.Notebook.Order(order.OrderId, o => o with { IsPaid = true });
        }
    }

    /// <summary>What has left the warehouse by then cannot be cancelled.</summary>
    private async Task CancelAsync(Line line, string orderId)
    {
        var request = new RequestCancellationRequest { OrderId = orderId, CancelReason = "changed_mind", RequestId = $"cancel-{orderId}" };
        if (await line.InsistAsync(
            (hub, options) => new OrderService.OrderServiceClient(hub).RequestCancellationAsync(request, options), "ORDER_ALREADY_SHIPPED") is not null)
        {
            load.Notebook.Note($"cancellation {orderId}");
            load.Notebook.Order(orderId, o => o with { IsCancelAsked = true });
        }
    }
}
