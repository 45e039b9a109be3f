using OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.Faults.Loading;

/// <summary>A warehouse that takes its tasks from the topic and reports by calls: sends what it is asked for, stops what it still can.</summary>
internal sealed class Packer(Load load)
{
    public async Task RunAsync(Line line, Random random, int caller)
    {
        while (!load.IsOver)
        {
            if (load.Cluster.Tap.TryTake(out var task))
            {
                await DoAsync(line, task);
            }

            await load.PaceAsync();
            await line.RestAsync();
        }
    }

    private Task DoAsync(Line line, FulfilmentTask task) => task.Kind switch
    {
        TaskKind.Create => SendAsync(line, task.FulfilmentOrder),
        TaskKind.Cancel => StopAsync(line, task),
        _ => Task.CompletedTask,
    };

    private async Task SendAsync(Line hubs, FulfilmentOrder work)
    {
        if (await ReportAsync(hubs, work, FulfilmentState.Accepted, $"accepted-{work.FulfilmentId}"))
        {
            var parcel = new Package { PackageId = "1", CarrierCode = "sf", TrackingNumber = $"SF-{work.FulfilmentId}" };
            if (await ReportAsync(hubs, work, FulfilmentState.Shipped, $"shipped-{work.FulfilmentId}", parcel))
            {
                foreach (var line in work.Lines)
                {
                    load.Notebook.Moved(line.SkuId, -line.Quantity);
                }

                load.Notebook.Order(work.OrderId, o => o with { IsShipped = true });
            }
        }
    }

    private async Task StopAsync(Line line, FulfilmentTask task)
    {
        if (await ReportAsync(line, task.FulfilmentOrder, FulfilmentState.Cancelled, $"stopped-{task.TaskId}"))
        {
            load.Notebook.Order(task.FulfilmentOrder.OrderId, o => o with { IsStopped = true });
        }
    }

    private async Task<bool> ReportAsync(Line line, FulfilmentOrder work, FulfilmentState state, string reportId, params Package[] parcels)
    {
        var request = new ReportFulfilmentProgressRequest { FulfilmentId = work.FulfilmentId, ReportId = reportId, State = state, Packages = { parcels } };
        var answer = await line.InsistAsync(
            (hub, options) => new FulfilmentService.FulfilmentServiceClient(hub).ReportFulfilmentProgressAsync(request, options), "WORK_AFTER_END", "SHIPPED_AFTER_CANCELLED", "ALREADY_SHIPPED");
        if (answer is not null)
        {
            load.Notebook.Note($"report {work.FulfilmentId} {reportId}");
        }

        return answer is not null;
    }
}
