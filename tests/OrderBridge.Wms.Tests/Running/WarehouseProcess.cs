using System.Diagnostics;
using System.Reflection;

namespace OrderBridge.Wms.Tests.Running;

/// <summary>The program as a process of its own; never outlives the test.</summary>
public sealed class WarehouseProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly string Program = typeof(WarehouseProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "ReferenceWmsProgram").Value!;

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    public WarehouseProcess(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_TC_QuickJit"] = "1"; // It lives for seconds; compiling fully would be most of its work.
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    public int ExitCode => _process.ExitCode;

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
        return (await _output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
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
        }

        _process.Dispose();
    }
}
