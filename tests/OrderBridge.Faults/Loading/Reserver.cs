using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using OrderBridge.Contracts.Stock.V1;
using OrderBridge.Faults.Stage;

namespace OrderBridge.Faults.Loading;

/// <summary>Fights for what is scarce: reserves, and then makes it permanent or gives it back.</summary>
internal sealed class Reserver(Load load)
{
    public async Task RunAsync(Line line, Random random, int caller)
    {
        for (var i = 0; !load.IsOver; i++)
        {
            await HoldAsync(line, string.Create(CultureInfo.InvariantCulture, $"r-{load.Number}-{caller}-{i}"), random.Next(1, 4), random.Next(5));
            await load.PaceAsync();
        }
    }

    public static ReserveStockRequest Request(string id, long pieces, TimeSpan ttl) => new()
    {
        ReservationId = id,
        OwnerId = "faults",
        Ttl = Duration.FromTimeSpan(ttl),
        Lines = { new StockLine { WarehouseId = Goods.Warehouse, SkuId = Goods.Scarce, Quantity = pieces } },
    };

    private async Task HoldAsync(Line line, string id, long pieces, int mood)
    {
        var request = Request(id, pieces, TimeSpan.FromMinutes(30));
        if (await line.InsistAsync((hub, options) => new StockService.StockServiceClient(hub).ReserveStockAsync(request, options), "OUT_OF_STOCK") is null)
        {
            return;
        }

        load.Notebook.Note($"reserved {id}");
        if (mood == 0)
        {
            await line.InsistAsync((hub, options) => new StockService.StockServiceClient(hub).CommitReservationAsync(new CommitReservationRequest { ReservationId = id }, options));
            load.Notebook.Note($"committed {id}");
            return;
        }

        var release = new ReleaseReservationRequest { ReservationId = id, ReleaseReason = "changed_mind", RequestId = $"release-{id}" };
        await line.InsistAsync((hub, options) => new StockService.StockServiceClient(hub).ReleaseReservationAsync(release, options));
        load.Notebook.Note($"released {id}");
    }
}
