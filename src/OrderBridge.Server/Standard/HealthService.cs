using Grpc.Core;
using OrderBridge.Contracts.Grpc.Health.V1;
using OrderBridge.Server.Calling;
using static OrderBridge.Contracts.Grpc.Health.V1.HealthCheckResponse.Types;

namespace OrderBridge.Server.Standard;

/// <summary>gRPC health checking: not serving before the store is open and the ledger asked, and while the hub drains; the stock service also while the ledger is away.</summary>
public sealed class HealthService(HealthState state, ReflectionIndex index, IHostApplicationLifetime lifetime) : Health.HealthBase
{
    private static readonly string StockService = Contracts.Stock.V1.StockService.Descriptor.FullName;

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) => IsKnown(request.Service)
        ? Task.FromResult(Present(request.Service))
        : throw new RpcException(new Status(StatusCode.NotFound, "There is no such service."));

    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        while (!context.CancellationToken.IsCancellationRequested)
        {
            var changed = state.Changed;
            var present = IsKnown(request.Service) ? Present(request.Service) : new HealthCheckResponse { Status = ServingStatus.ServiceUnknown };
            await responseStream.WriteAsync(present, context.CancellationToken).ConfigureAwait(false);
            if (lifetime.ApplicationStopping.IsCancellationRequested && !state.IsServing)
            {
                throw Failures.Draining(); // A watcher that stays would hold up the hub's end.
            }

            await changed.WaitAsync(context.CancellationToken).ConfigureAwait(false);
        }
    }

    private bool IsKnown(string service) => service.Length == 0 || index.Services.Contains(service);

    private HealthCheckResponse Present(string service) => new() { Status = IsServing(service) ? ServingStatus.Serving : ServingStatus.NotServing };

    /// <summary>Without its ledger the hub goes on, except for what promises stock.</summary>
    private bool IsServing(string service) => state.IsServing && (state.HasLedger || service != StockService);
}
