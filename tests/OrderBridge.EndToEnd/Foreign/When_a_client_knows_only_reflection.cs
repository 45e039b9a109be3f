using System.Diagnostics;
using System.Text.Json;
using OrderBridge.EndToEnd.Running;

namespace OrderBridge.EndToEnd.Foreign;

/// <summary>A Node client without a line of generated code: reflection, ingestion, watching, rich errors.</summary>
public sealed class When_a_client_knows_only_reflection
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Foreign", "node");

    [RequiresNodeFact]
    public async Task It_takes_an_order_to_delivered_and_reads_why_a_bad_one_is_refused()
    {
        await RunAsync("npm", ["ci", "--no-audit", "--no-fund"]);
        await using var hub = await HubProcess.StartAsync();

        var output = await RunAsync("node", ["client.js", hub.Address["http://".Length..], HubProcess.AdminKey]);

        using var result = JsonDocument.Parse(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);
        Assert.Equal("ORDER_STATE_DELIVERED", result.RootElement.GetProperty("states").EnumerateArray().Last().GetString());
        Assert.Equal("ORDER_INVALID", result.RootElement.GetProperty("error").GetProperty("reason").GetString());
    }

    private static async Task<string> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        await using var ending = bound.Token.Register(() => process.Kill(entireProcessTree: true));
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program}: {await output}{await errors}");
        return await output;
    }
}
