namespace OrderBridge.AdapterSdk.Running;

/// <summary>The names a command line may use. A misspelt option is an error and not a default that nobody asked for.</summary>
/// <remarks>The environment is not asked: it may hold ORDERBRIDGE_ names of other programs.</remarks>
public static class OptionNames
{
    /// <param name="args">The command line behind the program's command, if it has one.</param>
    /// <param name="names">Names without dashes, in any case; one that ends with a colon takes any name behind it.</param>
    /// <exception cref="SettingException">The first argument that is no known option, or an option without a value.</exception>
    public static void Require(IReadOnlyList<string> args, IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(names);
        for (var i = 0; i < args.Count; i++)
        {
            var (name, hasValue) = Split(args[i]);
            if (!names.Any(known => Fits(known, name)))
            {
                throw new SettingException($"'{args[i]}' is not an option; there are --{string.Join(", --", names)}.");
            }

            if (!hasValue && ++i == args.Count)
            {
                throw new SettingException($"'{args[i - 1]}' needs a value.");
            }
        }
    }

    private static (string Name, bool HasValue) Split(string argument)
    {
        var name = argument.StartsWith("--", StringComparison.Ordinal) ? argument[2..] : "";
        var end = name.IndexOf('=', StringComparison.Ordinal);
        return end < 0 ? (name, false) : (name[..end], true);
    }

    private static bool Fits(string known, string name) => known.EndsWith(':')
        ? name.Length > known.Length && name.StartsWith(known, StringComparison.OrdinalIgnoreCase)
        : name.Equals(known, StringComparison.OrdinalIgnoreCase);
}
