using System.Globalization;
using Grpc.Core;
using OrderBridge.Contracts.Stock.V1;

namespace OrderBridge.Faults.Loading;

/// <summary>Asks once, waits hardly at all, and never comes back: what it left held must become free by itself.</summary>
internal sealed class PasserBy(Load load)
{
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(2);

    public async Task RunAsync(Line line, Random random, int caller)
    {
        for (var i = 0; !load.IsOver; i++)
        {
            await AskAsync(line, string.Create(CultureInfo.InvariantCulture, $"p-{load.Number}-{caller}-{i}"), TimeSpan.FromMilliseconds(random.Next(2, 200)));
            line.Turn();
            await line.RestAsync();
        }
    }

    private async Task AskAsync(Line line, string id, TimeSpan patience)
    {
        try
        {
            using var call = new StockService.StockServiceClient(line.Channel)
                .ReserveStockAsync(Reserver.Request(id, 1, Hold), deadline: DateTime.UtcNow + patience, cancellationToken: line.End);
            await call;
            load.Notebook.Note($"reserved {id}");
        }
        catch (RpcException)
        {
            // Not its business any more.
        }
    }
}
