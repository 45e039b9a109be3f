using System.Diagnostics;
using System.Reflection;

namespace OrderBridge.Wms.Tests.Running;

/// <summary>The program as a process of its own; never outlives the test.</summary>
public sealed class WarehouseProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private static readonly string Program = typeof(WarehouseProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "ReferenceWmsProgram").Value!;

    private readonly Process _process;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task<string[]> _output;
    private readonly Task<string> _errors;

    public WarehouseProcess(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_TC_QuickJit"] = "1"; // It lives for seconds; compiling fully would be most of its work.
        _process = Process.Start(start)!;
        _output = ReadAsync();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    public int ExitCode => _process.ExitCode;

    /// <summary>Completes when it has said that it is ready.</summary>
    public Task ReadyAsync() => _ready.Task.WaitAsync(Limit);

    /// <summary>As kill -9: no handler runs.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Limit);
    }

    /// <returns>The lines it printed.</returns>
    public async Task<string[]> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync().WaitAsync(Limit);
        return await _output;
    }

    /// <summary>Waits for its end.</summary>
    public async Task<string> ErrorsAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Limit);
        return await _errors;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit(Limit); // Its folder goes next.
        }

        _process.Dispose();
    }

    private async Task<string[]> ReadAsync()
    {
        var lines = new List<string>();
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (line.StartsWith("orderbridge-ready ", StringComparison.Ordinal))
            {
                _ready.TrySetResult();
            }
        }

        return [.. lines];
    }
}
