using System.Diagnostics;

namespace OrderBridge.Testing.Servers;

/// <summary>A server process in a folder of its own. It is ended by its process id, and never outlives its test.</summary>
public sealed class RunningServer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly TaskCompletionSource<bool> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _lines = [];

    /// <param name="readyWord">Stands in the line that the server writes when it serves.</param>
    private RunningServer(string program, IEnumerable<string> arguments, string folder, string readyWord)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => See(line.Data, readyWord);
        _process.ErrorDataReceived += (_, line) => See(line.Data, readyWord);
        _process.Exited += (_, _) => _ready.TrySetResult(false);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What it wrote so far.</summary>
    public string Output
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    /// <summary>Null when it ended before it served; <paramref name="output"/> says why.</summary>
    public static async Task<RunningServer?> StartAsync(string program, IEnumerable<string> arguments, string folder, string readyWord, Action<string>? output = null)
    {
        var server = new RunningServer(program, arguments, folder, readyWord);
        try
        {
            if (await server._ready.Task.WaitAsync(Patience))
            {
                return server;
            }
        }
        catch (TimeoutException)
        {
            server.Dispose();
            throw;
        }

        output?.Invoke(server.Output);
        server.Dispose();
        return null;
    }

    /// <summary>Ends it without a word to it, as a crash does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Halts it, as a machine that hangs does: connections stay, nothing is answered.</summary>
    public void Freeze() => Signal(_process.Id, "-STOP");

    public void Thaw() => Signal(_process.Id, "-CONT");

    /// <param name="signal">As kill takes it, such as <c>-STOP</c>.</param>
    public static void Signal(int processId, string signal)
    {
        using var kill = Process.Start("kill", [signal, processId.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void See(string? line, string readyWord)
    {
        if (line is null)
        {
            return;
        }

        lock (_lines)
        {
            _lines.Add(line);
        }

        if (line.Contains(readyWord, StringComparison.Ordinal))
        {
            _ready.TrySetResult(true);
        }
    }
}
