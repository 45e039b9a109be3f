using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.EndToEnd.Readme;

/// <summary>The README's three loops, so that they compile. The test beside compares the text between the marks with both READMEs.</summary>
internal static class Snippets
{
    /// <param name="address">Stands for the address that the README names.</param>
    public static async Task<IngestOrdersResponse> SendOrderAsync(string address, string apiKey, ChannelOrder order, ByteString bytes)
    {
        // readme: channel
        using var channel = GrpcChannel.ForAddress(address);
        var key = new Metadata { { "authorization", $"Bearer {apiKey}" } };
        var orders = new OrderService.OrderServiceClient(channel);

        using var stream = orders.IngestOrders(key);
        await stream.RequestStream.WriteAsync(new IngestOrdersRequest { MessageId = "1", Order = order, RawPayload = bytes });
        await stream.ResponseStream.MoveNext(default);
        var result = stream.ResponseStream.Current;
        // end
        return result;
    }

    public static async Task WorkAsync(FulfilmentService.FulfilmentServiceClient fulfilment, Metadata key, string lastToken, string id, Action<FulfilmentTask, string> Keep)
    {
        // readme: warehouse
        using var tasks = fulfilment.StreamFulfilmentTasks(new() { WarehouseIds = { "WH-1" }, ResumeToken = lastToken }, key);
        await foreach (var message in tasks.ResponseStream.ReadAllAsync())
        {
            Keep(message.Task, message.ResumeToken);
        }

        await fulfilment.ReportFulfilmentProgressAsync(new() { FulfilmentId = id, ReportId = "yours-17", State = FulfilmentState.Accepted }, key);
        // end
    }

    public static async Task ScanAsync(TrackingService.TrackingServiceClient tracking, Metadata key, TrackingEvent scan)
    {
        // readme: carrier
        await tracking.RecordTrackingEventsAsync(new() { CarrierCode = "sf", TrackingNumber = "SF123", Events = { scan } }, key);
        // end
    }
}
