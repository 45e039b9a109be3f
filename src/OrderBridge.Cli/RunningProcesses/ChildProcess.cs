using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace OrderBridge.Cli.RunningProcesses;

/// <summary>A program that the demo started. Its output goes to a log file; it is ended by its own id, never by name.</summary>
internal sealed partial class ChildProcess : IAsyncDisposable
{
    private const int TerminateSignal = 15; // SIGTERM: drain and end with 0.
    private const string ReadyPrefix = "orderbridge-ready ";
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly Lock _logGate = new();
    private readonly TimeProvider _timeProvider;
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(string name, Process process, string logFile, TimeProvider timeProvider)
    {
        (Name, _process, LogFile, _timeProvider) = (name, process, logFile, timeProvider);
        _log = new StreamWriter(logFile, append: true) { AutoFlush = true };
    }

    public string Name { get; }

    public string LogFile { get; }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>Starts an assembly with the runtime that runs this program.</summary>
    /// <param name="environment">Added to this program's own; secrets go here, where the process list does not show them.</param>
    public static ChildProcess Start(
        string name, string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string logDirectory, TimeProvider timeProvider)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(assembly);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        var child = new ChildProcess(name, new Process { StartInfo = start, EnableRaisingEvents = true }, Path.Combine(logDirectory, $"{name}.log"), timeProvider);
        child.Begin();
        return child;
    }

    /// <summary>Waits for the line "orderbridge-ready NAME URL".</summary>
    /// <returns>The URL; "-" where the program listens nowhere.</returns>
    /// <exception cref="ChildFailedException">It ended, or was not ready in time.</exception>
    public async Task<string> WaitUntilReadyAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            return await _ready.Task.WaitAsync(patience, _timeProvider, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new ChildFailedException($"{Name} was not ready within {patience.TotalSeconds:0} s.{Environment.NewLine}{Tail(15)}", e);
        }
    }

    /// <summary>Completes with the exit code.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Asks it to drain and end; after 20 seconds it is killed.</summary>
    /// <returns>The exit code; 137 when it had to be killed.</returns>
    public async Task<int> StopAsync()
    {
        if (!_process.HasExited)
        {
            _ = kill(_process.Id, TerminateSignal);
        }

        try
        {
            await _process.WaitForExitAsync().WaitAsync(DrainTime, _timeProvider);
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        return _process.ExitCode;
    }

    /// <summary>The last lines it wrote.</summary>
    public string Tail(int lines)
    {
        lock (_logGate)
        {
            var all = File.Exists(LogFile) ? File.ReadAllLines(LogFile) : [];
            return string.Join(Environment.NewLine, all.TakeLast(lines).Prepend($"The last lines of {LogFile}:"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await StopAsync();
        }

        _process.Dispose();
        lock (_logGate)
        {
            _log.Dispose();
        }
    }

    private void Begin()
    {
        _process.OutputDataReceived += (_, e) => Write(e.Data);
        _process.ErrorDataReceived += (_, e) => Write(e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _ = FailWhenEndedAsync();
        _ = _ready.Task.ContinueWith(t => _ = t.Exception, TaskScheduler.Default); // Nobody waits any more: not an unobserved failure.
    }

    /// <summary>Waits for the last line as well as for the end: why it ended usually stands there.</summary>
    private async Task FailWhenEndedAsync()
    {
        await _process.WaitForExitAsync();
        _ready.TrySetException(new ChildFailedException(
            string.Create(CultureInfo.InvariantCulture, $"{Name} ended with code {_process.ExitCode} before it was ready.{Environment.NewLine}{Tail(15)}")));
    }

    private void Write(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_logGate)
        {
            if (_log.BaseStream.CanWrite)
            {
                _log.WriteLine(line);
            }
        }

        if (line.StartsWith(ReadyPrefix, StringComparison.Ordinal))
        {
            _ready.TrySetResult(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1]);
        }
    }

#pragma warning disable SYSLIB1092, CA5392, IDE1006 // libc is part of the system; its names are its own.
    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);
#pragma warning restore SYSLIB1092, CA5392, IDE1006
}

/// <summary>A program of the demo failed; the message holds the end of its log.</summary>
internal sealed class ChildFailedException(string message, Exception? innerException = null) : Exception(message, innerException);
