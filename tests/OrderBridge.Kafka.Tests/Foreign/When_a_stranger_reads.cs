using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using OrderBridge.Kafka.Tests.Running;

namespace OrderBridge.Kafka.Tests.Foreign;

/// <summary>A program in another language with a Kafka client, the .proto files and docs/kafka.md, and nothing else of ours.</summary>
[Collection(OneBroker.Name)]
public sealed class When_a_stranger_reads(OneBroker broker)
{
    private const int Orders = 50;
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Foreign", "node");

    [RequiresKafkaFact("node", "npm")]
    public async Task It_sees_every_order_and_task_from_the_proto_files_alone()
    {
        await broker.EmptyAsync();
        await using var hub = await KafkaHub.StartAsync(broker.Bootstrap);
        await KafkaHub.StockAsync(hub.Channel, "sku-1", 1_000);
        var ids = await KafkaHub.IngestAsync(hub.Channel, "foreign", Orders, "sku-1");
        await KafkaHub.JournalAsync(hub.Channel);
        using (var events = new TopicReader(broker.Bootstrap, KafkaHub.EventTopics))
        {
            events.Until(seen => seen.Count >= Orders, KafkaHub.Patience);
        }

        await RunAsync("npm", ["ci", "--no-audit", "--no-fund"]);
        var output = await RunAsync(
            "node", ["consumer.js", broker.Bootstrap, Path.Combine(AppContext.BaseDirectory, "protos"), Orders.ToString(CultureInfo.InvariantCulture)]);

        using var result = JsonDocument.Parse(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);
        Assert.Equal(ids.Order(), Strings(result, "received").Order());
        Assert.Equal(ids.Order(), Strings(result, "tasks").Order());
        Assert.Equal(0, result.RootElement.GetProperty("repeats").GetInt32());
        Assert.Equal("Sample", result.RootElement.GetProperty("line").GetString());
    }

    private static IEnumerable<string> Strings(JsonDocument json, string name) =>
        json.RootElement.GetProperty(name).EnumerateArray().Select(e => e.GetString()!);

    private static async Task<string> RunAsync(string program, string[] arguments)
    {
        using var limit = new CancellationTokenSource(KafkaHub.Patience);
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, $"{program}: {await output}{await errors}");
            return await output;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
