using System.Globalization;

namespace OrderBridge.Cli.Measuring;

/// <summary>CPU time that a process has used, all its threads, user and kernel (proc(5): fields 14 and 15 of /proc/PID/stat).</summary>
internal static class ProcessCpu
{
    /// <summary>Ticks per second of /proc times; 100 on every Linux platform of .NET (sysconf _SC_CLK_TCK).</summary>
    private const double TicksPerSecond = 100;

    /// <returns>Null where there is no /proc, or no such process.</returns>
    public static TimeSpan? Read(int pid)
    {
        try
        {
            return Parse(File.ReadAllText($"/proc/{pid}/stat"));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The second field is the program's name in brackets and may hold blanks and brackets: count from the last bracket.</summary>
    internal static TimeSpan? Parse(string stat)
    {
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 12
            && long.TryParse(fields[11], CultureInfo.InvariantCulture, out var user)
            && long.TryParse(fields[12], CultureInfo.InvariantCulture, out var kernel)
            ? TimeSpan.FromSeconds((user + kernel) / TicksPerSecond)
            : null;
    }
}
