using System.Globalization;

namespace OrderBridge.Cli.Commands;

/// <summary>Options of one command: --name value, --name=value, or --name alone for a switch.</summary>
internal sealed class CommandLine
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private CommandLine()
    {
    }

    /// <param name="options">Names that take a value.</param>
    /// <param name="switches">Names that take none.</param>
    /// <exception cref="UsageException">A name is unknown, or its value is missing.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments, string[] options, string[] switches)
    {
        var line = new CommandLine();
        for (var i = 0; i < arguments.Count; i++)
        {
            var (name, value) = Split(arguments[i]);
            if (switches.Contains(name) && value is null)
            {
                line._values[name] = string.Empty;
            }
            else if (options.Contains(name))
            {
                line._values[name] = Value(name, value ?? arguments.ElementAtOrDefault(++i));
            }
            else
            {
                throw new UsageException($"'{arguments[i]}' is not known here; there are {string.Join(", ", options.Concat(switches).Select(o => $"--{o}"))}.");
            }
        }

        return line;
    }

    public bool Has(string name) => _values.ContainsKey(name);

    public string? Text(string name) => _values.GetValueOrDefault(name);

    /// <exception cref="UsageException">It is not given, here or in the environment.</exception>
    public string Required(string name, string what) =>
        Text(name) ?? Environment.GetEnvironmentVariable($"ORDERBRIDGE_{name.ToUpperInvariant()}")
        ?? throw new UsageException($"--{name} is missing: {what} (or set ORDERBRIDGE_{name.ToUpperInvariant()}).");

    /// <summary>No separator of thousands: "0,5" would silently become 5.</summary>
    /// <exception cref="UsageException">It is not a number within the range.</exception>
    public double Number(string name, double otherwise, double min, double max) => Text(name) switch
    {
        null => otherwise,
        var text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max => number,
        var text => throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--{name} must be a number from {min} to {max}, not '{text}'.")),
    };

    /// <exception cref="UsageException">It is not a whole number within the range.</exception>
    public int Whole(string name, int otherwise, int min, int max) => Text(name) switch
    {
        null => otherwise,
        var text when int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max => number,
        var text => throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--{name} must be a whole number from {min} to {max}, not '{text}'.")),
    };

    /// <summary>An option in the place of a value is a value forgotten.</summary>
    private static string Value(string name, string? value) => value is { Length: > 0 } && !value.StartsWith("--", StringComparison.Ordinal)
        ? value
        : throw new UsageException($"--{name} needs a value.");

    private static (string Name, string? Value) Split(string argument)
    {
        if (!argument.StartsWith("--", StringComparison.Ordinal))
        {
            return (argument, null);
        }

        var at = argument.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? (argument[2..], null) : (argument[2..at], argument[(at + 1)..]);
    }
}
