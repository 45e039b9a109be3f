using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Wms.Tests.Hubs;
using OrderBridge.Wms.Tests.Running;

namespace OrderBridge.Wms.Tests.Stories;

/// <summary>What the warehouse tells the hub belongs to the trace of the task behind it, also after kill -9.</summary>
public sealed class TraceTests
{
    [Fact]
    public async Task Steps_belong_to_the_task_that_began_the_work_and_answers_to_the_task_they_answer()
    {
        await using var hub = await FakeHub.StartAsync();
        using var directory = new TemporaryDirectory();
        hub.TraceParent = Sent(1);
        hub.Create("ful-1", ("l1", 1));
        hub.Create("ful-2", ("l1", 1));
        using (var slow = Start(hub, directory, "60m"))
        {
            await hub.WhenAsync(() => hub.TracesOfReports.Count == 2); // Accepted; the next steps are an hour away.
            await slow.KillAsync();
        }

        hub.TraceParent = Sent(2);
        hub.Cancel("ful-2");
        using var quick = Start(hub, directory, "10ms");
        await hub.WhenAsync(() => hub.Work["ful-1"].State is FulfilmentState.Shipped && hub.TracesOfReports.Keys.Any(IsAnswer)); // Stopped, or already gone.

        lock (hub.Gate) // The other order may be on its way still.
        {
            Assert.All(hub.TracesOfReports, report => Assert.Contains(TraceId(IsAnswer(report.Key) ? 2 : 1), report.Value, StringComparison.Ordinal));
        }
    }

    private static bool IsAnswer(string reportId) => reportId.Contains("cancel", StringComparison.Ordinal);

    private static string TraceId(int number) => $"{number:x32}";

    private static string Sent(int number) => $"00-{TraceId(number)}-b7ad6b7169203331-01";

    private static WarehouseProcess Start(FakeHub hub, TemporaryDirectory directory, string stepTime) =>
        new(["--hub", hub.Address.ToString(), "--data", directory.Path, "--step-time", stepTime]);
}
