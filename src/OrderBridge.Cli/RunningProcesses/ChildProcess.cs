using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace OrderBridge.Cli.RunningProcesses;

/// <summary>A program that the demo started. Its output goes to a log file; it is ended by its own id, never by name.</summary>
internal sealed partial class ChildProcess : IRunningProgram
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(20);

    private readonly ProgramStart _start;
    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly Lock _logGate = new();
    private readonly TimeProvider _timeProvider;
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(ProgramStart start, Process process, string logFile, TimeProvider timeProvider)
    {
        (_start, _process, LogFile, _timeProvider) = (start, process, logFile, timeProvider);
        _log = new StreamWriter(logFile, append: true) { AutoFlush = true };
    }

    public string Name => _start.Name;

    public string LogFile { get; }

    public int Id => _process.Id;

    /// <summary>Once it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <exception cref="ChildFailedException">There is no such program.</exception>
    public static ChildProcess Start(ProgramStart start, string logDirectory, TimeProvider timeProvider)
    {
        var info = new ProcessStartInfo(start.File, start.Arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var option in info.Environment.Keys.Where(IsOption).ToList())
        {
            info.Environment.Remove(option); // What a hub of this machine is told is not for the demo's.
        }

        foreach (var (key, value) in start.Environment)
        {
            info.Environment[key] = value;
        }

        var child = new ChildProcess(start, new Process { StartInfo = info, EnableRaisingEvents = true }, Path.Combine(logDirectory, $"{start.Name}.log"), timeProvider);
        child.Begin();
        return child;
    }

    /// <summary>Waits for the line that tells that it serves, such as "orderbridge-ready NAME URL".</summary>
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

    /// <summary>Waits until it ends by itself.</summary>
    /// <exception cref="ChildFailedException">Not with code 0; the message has the end of its log.</exception>
    public async Task WaitForSuccessAsync()
    {
        await _process.WaitForExitAsync();
        if (_process.ExitCode != 0)
        {
            throw new ChildFailedException(string.Create(CultureInfo.InvariantCulture, $"{Name} ended with code {_process.ExitCode}.{Environment.NewLine}{Tail(15)}"));
        }
    }

    public Task WaitForExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Asks it to drain and end; after 20 seconds it is killed.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited)
        {
            _ = kill(_process.Id, _start.StopSignal);
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
    }

    /// <summary>The last lines it wrote.</summary>
    public string Tail(int lines) => string.Join(Environment.NewLine, Lines().TakeLast(lines).Prepend($"The last lines of {LogFile}:"));

    /// <summary>The lines of its log.</summary>
    public IReadOnlyList<string> Lines()
    {
        lock (_logGate)
        {
            return File.Exists(LogFile) ? File.ReadAllLines(LogFile) : [];
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

    /// <summary>Options of programs have one word or more; sections of rules and sizes, with two underscores, hold for the demo's hubs too.</summary>
    private static bool IsOption(string variable) =>
        variable.StartsWith("ORDERBRIDGE_", StringComparison.OrdinalIgnoreCase) && !variable.Contains("__", StringComparison.Ordinal);

    private void Begin()
    {
        _process.OutputDataReceived += (_, e) => Write(e.Data);
        _process.ErrorDataReceived += (_, e) => Write(e.Data);
        try
        {
            _process.Start();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new ChildFailedException($"{Name} cannot be started: {e.Message}", e);
        }

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

        if (_start.Ready(line) is { } said)
        {
            _ready.TrySetResult(said);
        }
    }

#pragma warning disable SYSLIB1092, CA5392, IDE1006 // libc is part of the system; its names are its own.
    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);
#pragma warning restore SYSLIB1092, CA5392, IDE1006
}

/// <summary>A program of the demo failed; the message holds the end of its log.</summary>
internal sealed class ChildFailedException(string message, Exception? innerException = null) : Exception(message, innerException);
