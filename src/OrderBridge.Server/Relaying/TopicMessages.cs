using System.Collections.Frozen;
using Google.Protobuf;
using Grpc.Core;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Kafka.Topics;
using OrderBridge.Server.Services;

namespace OrderBridge.Server.Relaying;

/// <summary>What a topic takes, and the call that each message is.</summary>
internal sealed class TopicMessages(FulfilmentGrpcService fulfilment, TrackingGrpcService tracking)
{
    private readonly FrozenDictionary<(string Topic, string Type), Entry> _entries = new Dictionary<(string, string), Entry>
    {
        [(TopicNames.WarehouseReports, Name<ReportFulfilmentProgressRequest>())] =
            Of<ReportFulfilmentProgressRequest>(ReportFulfilmentProgressRequest.Parser, Role.Warehouse, fulfilment.ReportFulfilmentProgress),
        [(TopicNames.WarehouseReports, Name<ReportShortageRequest>())] = Of<ReportShortageRequest>(ReportShortageRequest.Parser, Role.Warehouse, fulfilment.ReportShortage),
        [(TopicNames.WarehouseReports, Name<ReportReturnedGoodsRequest>())] =
            Of<ReportReturnedGoodsRequest>(ReportReturnedGoodsRequest.Parser, Role.Warehouse, fulfilment.ReportReturnedGoods),
        [(TopicNames.TrackingEvents, Name<RecordTrackingEventsRequest>())] =
            Of<RecordTrackingEventsRequest>(RecordTrackingEventsRequest.Parser, Role.Carrier, tracking.RecordTrackingEvents),
    }.ToFrozenDictionary();

    /// <summary>Message types that a topic takes, the usual one first.</summary>
    public static IReadOnlyList<string> TypesOf(string topic) => topic == TopicNames.TrackingEvents
        ? [Name<RecordTrackingEventsRequest>()]
        : [Name<ReportFulfilmentProgressRequest>(), Name<ReportShortageRequest>(), Name<ReportReturnedGoodsRequest>()];

    /// <summary>Null when the topic does not take such a message.</summary>
    public Entry? Find(string topic, string type) => _entries.GetValueOrDefault((topic, type));

    private static string Name<T>()
        where T : IMessage<T>, new() => new T().Descriptor.FullName;

    private static Entry Of<T>(MessageParser<T> parser, Role role, Func<T, ServerCallContext, Task> call)
        where T : IMessage<T> => new(bytes => parser.ParseFrom(bytes.Span), role, (message, context) => call((T)message, context));

    /// <param name="Parse">Throws where the bytes are no such message.</param>
    /// <param name="Call">Completes when the answer is durable.</param>
    public sealed record Entry(Func<ReadOnlyMemory<byte>, IMessage> Parse, Role Role, Func<IMessage, ServerCallContext, Task> Call);
}
