using System.Globalization;
using Grpc.Core;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.EndToEnd.Running;
using OrderBridge.Faults.Stage;

namespace OrderBridge.Faults.Loading;

/// <summary>A channel on IngestOrders: some paid orders under way at once; what got no answer goes over a new stream, to the other hub.</summary>
internal sealed class StreamBuyer(Load load)
{
    private const int Window = 12;

    /// <summary>Orders of one stream; then it ends in peace, and the next one goes to the other hub.</summary>
    private const int SessionOrders = 60;

    private readonly Dictionary<string, ChannelOrder> _open = new(StringComparer.Ordinal);
    private int _count;

    public async Task RunAsync(Line line, Random random, int caller)
    {
        while (!load.IsOver || _open.Count > 0)
        {
            try
            {
                await SessionAsync(line, caller);
            }
            catch (Exception e) when (e is RpcException or InvalidOperationException or IOException or OperationCanceledException && !line.End.IsCancellationRequested)
            {
                load.Tally.Fail(line.At, e is RpcException { StatusCode: not StatusCode.Cancelled } status ? $"stream {status.StatusCode}" : "stream silent");
                await line.RestAsync();
            }

            line.Turn();
        }
    }

    private async Task SessionAsync(Line line, int caller)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(line.End);
        silence.CancelAfter(Line.Deadline);
        using var call = new OrderService.OrderServiceClient(line.Channel).IngestOrders(cancellationToken: silence.Token);
        foreach (var order in _open.Values)
        {
            await call.RequestStream.WriteAsync(Message(order));
        }

        for (var left = SessionOrders; left > 0 || _open.Count > 0;)
        {
            await load.PaceAsync();
            silence.CancelAfter(Line.Deadline);
            for (left = load.IsOver ? 0 : left; left > 0 && _open.Count < Window; left--)
            {
                await call.RequestStream.WriteAsync(Message(Next(caller)));
            }

            if (_open.Count > 0)
            {
                await TakeAsync(call, line);
            }
        }

        await call.RequestStream.CompleteAsync();
    }

    private async Task TakeAsync(AsyncDuplexStreamingCall<IngestOrdersRequest, IngestOrdersResponse> call, Line line)
    {
        if (!await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            throw new IOException("The stream ended before its answers.");
        }

        var result = call.ResponseStream.Current;
        if (result.Problem is { RetryDelay: not null } later)
        {
            load.Tally.Fail(line.At, later.Reason);
            await line.RestAsync();
            await call.RequestStream.WriteAsync(Message(_open[result.MessageId]));
            return;
        }

        load.Tally.Answer(line.At);
        _open.Remove(result.MessageId);
        Note(result);
    }

    private void Note(IngestOrdersResponse result)
    {
        if (result.Problem is { } problem)
        {
            load.Tally.Surprises.Enqueue($"An order was refused: {problem.Reason}: {problem.Message}");
            return;
        }

        load.Notebook.Note($"received {result.OrderId}");
        load.Notebook.Order(result.OrderId, o => o with { ChannelOrderId = result.MessageId, IsPaid = true });
    }

    private ChannelOrder Next(int caller)
    {
        var order = Samples.Order(string.Create(CultureInfo.InvariantCulture, $"s-{load.Number}-{caller}-{_count++}"), Goods.Plenty);
        _open.Add(order.ChannelOrderId, order);
        return order;
    }

    private static IngestOrdersRequest Message(ChannelOrder order) => new() { MessageId = order.ChannelOrderId, Order = order };
}
