using System.Diagnostics;
using System.Globalization;

namespace OrderBridge.EndToEnd.Running;

/// <summary>A command as its own process: what it prints, the processes it starts, and its end. Everything is ended by pid.</summary>
internal sealed class CommandProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(600);
    private readonly Process _process;
    private readonly List<string> _lines = [];

    private CommandProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, e) => Take(e.Data);
        process.ErrorDataReceived += (_, e) => Take(e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>All it has printed, both streams.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    /// <remarks>Tests that run in the background of a shell are deaf to INT, and so would be what they start.</remarks>
    public static CommandProcess Start(string assembly, params string[] arguments)
    {
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", assembly, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["DOTNET_TC_QuickJit"] = "1"; // It lives for seconds, and so does what it starts; compiling fully would be most of their work.
        return new CommandProcess(new Process { StartInfo = start });
    }

    public static async Task<(int Code, IReadOnlyList<string> Lines)> RunAsync(string assembly, params string[] arguments)
    {
        using var command = Start(assembly, arguments);
        return (await command.EndAsync(), command.Lines);
    }

    /// <summary>Ids and command lines of the processes it has started, from /proc; those that are gone in the meantime are left out.</summary>
    public IReadOnlyList<(int Id, string Command)> Children() => ChildrenOf(Id);

    /// <summary>The same of a process that it has started.</summary>
    public static IReadOnlyList<(int Id, string Command)> ChildrenOf(int id) =>
        [.. Directory.EnumerateDirectories("/proc").Select(path => Path.GetFileName(path))
            .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(name => (Id: int.Parse(name, CultureInfo.InvariantCulture), Parent: Read(name, "stat"), Command: Read(name, "cmdline").Replace('\0', ' ')))
            .Where(process => ParentOf(process.Parent) == id)
            .Select(process => (process.Id, process.Command))];

    /// <summary>When a process began, in the kernel's ticks: with its id, the process itself, whatever it calls itself meanwhile. Empty once it has ended.</summary>
    public static string BeginOf(int id) => Fields(Read(id.ToString(CultureInfo.InvariantCulture), "stat")) is [not "Z", ..] fields && fields.Length > 19 ? fields[19] : string.Empty;

    /// <summary>Whether any of them still runs under this command line.</summary>
    public static bool AnyRuns(IEnumerable<(int Id, string Command)> processes) =>
        processes.Any(p => Read(p.Id.ToString(CultureInfo.InvariantCulture), "cmdline").Replace('\0', ' ') == p.Command && p.Command.Length > 0);

    /// <param name="signal">Such as TERM or INT.</param>
    public static void Signal(int id, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static int ParentOf(string stat) => Fields(stat) is [_, var parent, ..] && int.TryParse(parent, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;

    /// <summary>From the third field on; the second is a name in brackets that may hold anything.</summary>
    private static string[] Fields(string stat) => stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Read(string process, string name)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{name}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }

    private void Take(string? line)
    {
        if (line is not null)
        {
            lock (_lines)
            {
                _lines.Add(line);
            }
        }
    }
}
