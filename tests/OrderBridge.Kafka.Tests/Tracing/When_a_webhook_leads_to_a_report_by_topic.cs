using OrderBridge.Adapters.Tests;
using OrderBridge.EndToEnd.Tracing;
using OrderBridge.Kafka.Tests.Running;

namespace OrderBridge.Kafka.Tests.Tracing;

/// <summary>One trace from the shop's webhook to the warehouse's last report, where the task comes from a topic.</summary>
[Collection(OneBroker.Name)]
public sealed class When_a_webhook_leads_to_a_report_by_topic(OneBroker broker)
{
    [RequiresKafkaAndFormatsFact]
    public async Task Every_span_on_the_way_belongs_to_one_trace()
    {
        await broker.EmptyAsync();
        await using var collector = await SpanCollector.StartAsync();
        await using var hub = await KafkaHub.StartAsync(broker.Bootstrap, null, "--otlp", collector.Address);
        await TracedShop.SellAsync(hub, collector, "--kafka", broker.Bootstrap, "--kafka-group", "traced");
        TracedShop.AssertOneTrace(
            collector.Spans,
            ("orderbridge-shopify", "POST /webhooks"), ("orderbridge-hub", "IngestOrders message"), ("orderbridge-hub", "RouteOrder"),
            ("orderbridge-reference-wms", "task Create"), ("orderbridge-reference-wms", "report Shipped"), ("orderbridge-hub", "ReportFulfilmentProgress"));
    }
}

/// <summary>Needs the real payloads as well; without them the test shows as skipped.</summary>
public sealed class RequiresKafkaAndFormatsFactAttribute : RequiresKafkaFactAttribute
{
    public RequiresKafkaAndFormatsFactAttribute() => Skip ??= new SharedFormatsFactAttribute().Skip;
}
