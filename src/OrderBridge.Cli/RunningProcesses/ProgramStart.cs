namespace OrderBridge.Cli.RunningProcesses;

/// <summary>How a program is started, told ready, and ended.</summary>
/// <param name="Name">For messages and the log file.</param>
/// <param name="File">Path of the program.</param>
internal sealed record ProgramStart(string Name, string File, IReadOnlyList<string> Arguments)
{
    private const int Terminate = 15; // SIGTERM: drain and end with 0.
    private const string ReadyPrefix = "orderbridge-ready ";

    /// <summary>Added to this program's own; secrets go here, where the process list does not show them.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>What a line says that tells that it serves, such as its URL; null of every other line.</summary>
    public Func<string, string?> Ready { get; init; } = static line =>
        line.StartsWith(ReadyPrefix, StringComparison.Ordinal) ? line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1] : null;

    /// <summary>Signal that asks it to end.</summary>
    public int StopSignal { get; init; } = Terminate;

    /// <summary>An assembly, with the runtime that runs this program.</summary>
    public static ProgramStart OfAssembly(string name, string assembly, IEnumerable<string> arguments) => new(
        name, System.Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet", [assembly, .. arguments]);

    /// <summary>A program of the system, out of reach of the terminal's Ctrl-C: it has to outlive those who use it while they end.</summary>
    public static ProgramStart OfSystem(string name, string file, IEnumerable<string> arguments) => new(name, "setsid", [file, .. arguments]);

    /// <summary>Ready is when a line holds these words.</summary>
    public static Func<string, string?> ReadyAt(string words) => line => line.Contains(words, StringComparison.Ordinal) ? "-" : null;
}
