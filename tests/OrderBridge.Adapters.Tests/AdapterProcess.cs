using System.Diagnostics;

namespace OrderBridge.Adapters.Tests;

/// <summary>An adapter as a process of its own, to be killed.</summary>
internal sealed class AdapterProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private readonly Process _process;

    private AdapterProcess(Process process) => _process = process;

    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    public static async Task<AdapterProcess> StartAsync(string assembly, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_TC_QuickJit"] = "1"; // It lives for seconds; compiling fully would be most of its work.
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, assembly));
        foreach (var argument in args)
        {
            start.ArgumentList.Add(argument);
        }

        var adapter = new AdapterProcess(Process.Start(start)!);
        var errors = adapter._process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(Patience);
        await using var late = patience.Token.Register(adapter._process.Kill);
        var line = await adapter._process.StandardOutput.ReadLineAsync(CancellationToken.None);
        if (line?.Split(' ') is ["orderbridge-ready", _, var url])
        {
            adapter.Address = new Uri(url);
            return adapter;
        }

        await adapter.DisposeAsync(); // Else it might live on and never end its errors.
        throw new InvalidOperationException($"No ready line, but: {line}{await errors}");
    }

    /// <summary>kill -9: no chance to say goodbye.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync();
    }

    /// <summary>kill -TERM. Answers the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await ExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private async Task ExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
    }
}
