using Grpc.Core;
using OrderBridge.AdapterSdk.Connecting;
using OrderBridge.Contracts.Orders.V1;
using Polly;

namespace OrderBridge.Adapters.Shopify.Delivering;

/// <summary>Asks the hub what it knows of an order.</summary>
internal sealed class KnownOrders(OrderService.OrderServiceClient client, ResiliencePipeline pipeline)
{
    /// <returns>The order; null when the hub has none.</returns>
    /// <exception cref="HubFailureException">The hub could not be reached or does not answer this key.</exception>
    public async Task<Order?> FindAsync(OrderKey key, CancellationToken cancellationToken) => await pipeline.ExecuteAsync(
        static async (state, token) => await AskOnceAsync(state.Client, state.Key, token), (Client: client, Key: key), cancellationToken);

    private static async Task<Order?> AskOnceAsync(OrderService.OrderServiceClient client, OrderKey key, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.GetOrderAsync(new GetOrderRequest { Key = key }, cancellationToken: cancellationToken)).Order;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.NotFound)
        {
            return null;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Cancelled && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("Cancelled by the caller.", e, cancellationToken);
        }
        catch (RpcException e)
        {
            throw new HubFailureException(HubFailure.From(e), e);
        }
    }
}
