using System.Net;
using System.Net.Sockets;
using OrderBridge.EndToEnd.Running;

namespace OrderBridge.EndToEnd.Starting;

/// <summary>What a person has to put right is said in one sentence, with exit code 2 and no stack trace.</summary>
public sealed class When_a_program_cannot_start_as_told : IDisposable
{
    private readonly TcpListener _taken = new(IPAddress.Loopback, 0);

    public When_a_program_cannot_start_as_told() => _taken.Start();

    private string Address => $"http://{_taken.LocalEndpoint}";

    [Fact]
    public async Task A_hub_names_the_address_that_is_taken()
    {
        var (code, output) = await HubProcess.RunAsync("serve", "--data", HubProcess.NewDirectory(), "--listen", Address);
        Assert.Equal((2, $"orderbridge: --listen {Address}: another program listens there; choose another port, or 0 for any free one."), (code, output.Trim()));
    }

    [Fact]
    public async Task A_hub_names_the_address_of_its_metrics_that_is_taken()
    {
        var (code, output) = await HubProcess.RunAsync("serve", "--data", HubProcess.NewDirectory(), "--listen", "http://127.0.0.1:0", "--metrics", Address);
        Assert.Equal((2, $"orderbridge: --metrics {Address}: another program listens there; choose another port, or 0 for any free one."), (code, output.Trim()));
    }

    [Fact]
    public async Task An_adapter_names_the_address_that_is_taken()
    {
        var (code, lines) = await RunAdapterAsync("--data", HubProcess.NewDirectory(), "--secret", "s", "--listen", Address);
        Assert.Equal(2, code);
        Assert.Equal($"--listen {Address}: another program listens there; choose another port, or 0 for any free one.", Assert.Single(lines));
    }

    [Fact]
    public async Task An_adapter_names_an_option_that_is_misspelt()
    {
        var (code, lines) = await RunAdapterAsync("--data", HubProcess.NewDirectory(), "--secrte", "s");
        Assert.Equal(2, code);
        Assert.StartsWith("'--secrte' is not an option; there are --hub, ", Assert.Single(lines), StringComparison.Ordinal);
    }

    public void Dispose() => _taken.Dispose();

    private static Task<(int Code, IReadOnlyList<string> Lines)> RunAdapterAsync(params string[] arguments) =>
        CommandProcess.RunAsync(Path.Combine(AppContext.BaseDirectory, "OrderBridge.Adapters.Shopify.dll"), arguments);
}
