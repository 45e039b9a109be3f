using Grpc.Core;
using OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.Hub.Tests.Fulfilling;

public sealed class When_tasks_are_streamed_and_resumed : IAsyncLifetime
{
    private RunningHub _hub = null!;

    public async Task InitializeAsync() => _hub = await RunningHub.StartAsync();

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public async Task A_warehouse_that_reconnects_gets_every_task_with_the_same_id_and_none_is_skipped()
    {
        await OrdersAsync(6);
        var all = await ReadAsync(new StreamFulfilmentTasksRequest());
        Assert.Equal(6, all.Count);
        var seen = new List<FulfilmentTask>();
        var token = string.Empty;
        while (seen.Count < all.Count)
        {
            using var stream = _hub.Fulfilment.StreamFulfilmentTasks(new StreamFulfilmentTasksRequest { ResumeToken = token });
            var message = await stream.ResponseStream.NextAsync(m => m.Task is not null);
            seen.Add(message.Task);
            token = message.ResumeToken;
        }

        Assert.Equal(all.Select(m => m.Task), seen);
        Assert.Equal(6, seen.Select(t => t.TaskId).Distinct().Count());
    }

    [Fact]
    public async Task A_token_that_was_not_stored_brings_the_same_task_again()
    {
        await OrdersAsync(3);
        var all = await ReadAsync(new StreamFulfilmentTasksRequest());
        var again = await ReadAsync(new StreamFulfilmentTasksRequest { ResumeToken = all[0].ResumeToken });
        Assert.Equal(all.Skip(1), again);
        Assert.Equal(all, await ReadAsync(new StreamFulfilmentTasksRequest()));
    }

    [Fact]
    public async Task A_warehouse_sees_its_own_tasks_only()
    {
        await _hub.CountAsync("east", 5, "EAST");
        await _hub.CountAsync("west", 5, "WEST");
        await _hub.IngestAsync(Samples.Paid("1", "east"));
        await _hub.IngestAsync(Samples.Paid("2", "west"));
        await _hub.SettleAsync();

        Assert.Equal("west", (await ReadAsync(new StreamFulfilmentTasksRequest { WarehouseIds = { "WEST" } })).Single().Task.FulfilmentOrder.Lines.Single().SkuId);
        Assert.Equal(2, (await ReadAsync(new StreamFulfilmentTasksRequest { WarehouseIds = { "WEST", "EAST" } })).Count);
        Assert.Empty(await ReadAsync(new StreamFulfilmentTasksRequest { WarehouseIds = { "NORTH" } }));
    }

    [Fact]
    public async Task A_task_holds_all_that_the_work_needs()
    {
        await OrdersAsync(1);
        var task = (await ReadAsync(new StreamFulfilmentTasksRequest())).Single().Task;
        Assert.Equal((TaskKind.Create, 1, Samples.Warehouse), (task.Kind, task.Attempt, task.FulfilmentOrder.WarehouseId));
        Assert.Equal(("Sample Buyer", "1 Sample Road"), (task.FulfilmentOrder.Recipient.Name, task.FulfilmentOrder.ShippingAddress.Street));
        Assert.Equal(("1", 1), (task.FulfilmentOrder.Lines.Single().LineId, task.FulfilmentOrder.Lines.Single().Quantity));
        Assert.NotNull(task.OrderReceiveTime);
    }

    [Fact]
    public async Task A_cancellation_asks_the_warehouse_to_stop()
    {
        await OrdersAsync(1);
        var order = (await _hub.FindAsync(Samples.Paid("0", "a")))!;
        await _hub.Orders.RequestCancellationAsync(new() { OrderId = order.OrderId, CancelReason = "changed_mind" });
        await _hub.SettleAsync();
        Assert.Equal([TaskKind.Create, TaskKind.Cancel], (await ReadAsync(new StreamFulfilmentTasksRequest())).Select(m => m.Task.Kind));
    }

    [Fact]
    public async Task A_strange_token_and_too_many_warehouses_are_refused()
    {
        using var strange = _hub.Fulfilment.StreamFulfilmentTasks(new StreamFulfilmentTasksRequest { ResumeToken = "j2-1" });
        (await Refused.ByAsync(() => strange.ResponseStream.NextAsync())).Is(StatusCode.InvalidArgument, "RESUME_TOKEN_INVALID", "resume_token");
        using var many = _hub.Fulfilment.StreamFulfilmentTasks(new StreamFulfilmentTasksRequest { WarehouseIds = { Enumerable.Range(0, 101).Select(i => $"{i}") } });
        (await Refused.ByAsync(() => many.ResponseStream.NextAsync())).Is(StatusCode.InvalidArgument, "FIELD_INVALID", "warehouse_ids");
    }

    private async Task OrdersAsync(int count)
    {
        await _hub.CountAsync("a", 100);
        for (var i = 0; i < count; i++)
        {
            await _hub.IngestAsync(Samples.Paid($"{i}", "a"));
        }

        await _hub.SettleAsync();
    }

    /// <summary>Tasks up to the first heartbeat.</summary>
    private async Task<List<StreamFulfilmentTasksResponse>> ReadAsync(StreamFulfilmentTasksRequest request)
    {
        using var stream = _hub.Fulfilment.StreamFulfilmentTasks(request);
        return await stream.ResponseStream.UntilAsync(m => m.Task is null);
    }
}
