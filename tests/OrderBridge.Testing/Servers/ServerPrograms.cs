namespace OrderBridge.Testing.Servers;

/// <summary>Finds the server programs that tests start, and says what happens without them: skipped with the reason, failed where they are required.</summary>
public static class ServerPrograms
{
    /// <summary>Names, separated by commas, whose absence is a failure: <c>ORDERBRIDGE_REQUIRE=redis</c>.</summary>
    private const string RequireVariable = "ORDERBRIDGE_REQUIRE";

    /// <summary>Full path of a program on the PATH; null when it is not installed. <c>ORDERBRIDGE_HIDE</c> names programs to take as absent.</summary>
    public static string? Find(string program)
    {
        if (IsNamed("ORDERBRIDGE_HIDE", program))
        {
            return null;
        }

        // Debian keeps servers in sbin folders that not every account's PATH names.
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin").Append("/usr/local/sbin")
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
    }

    /// <summary>Null when a test that needs the programs can run, or has to.</summary>
    /// <param name="name">As in <c>ORDERBRIDGE_REQUIRE</c>.</param>
    public static string? ReasonToSkip(string name, params string[] programs)
    {
        var missing = programs.Where(p => Find(p) is null).ToArray();
        return missing.Length == 0 || IsNamed(RequireVariable, name) ? null : $"{string.Join(" and ", missing)} not installed; tests with {name} need it.";
    }

    /// <summary>Whether the tests with it have to run: its absence is a failure.</summary>
    /// <param name="name">As in <c>ORDERBRIDGE_REQUIRE</c>.</param>
    public static bool IsRequired(string name) => IsNamed(RequireVariable, name);

    /// <exception cref="FileNotFoundException">It is not installed.</exception>
    public static string Require(string program) => Find(program) ?? throw new FileNotFoundException($"{program} is not installed.");

    private static bool IsNamed(string variable, string name) =>
        Environment.GetEnvironmentVariable(variable)?.Split(',', StringSplitOptions.TrimEntries).Contains(name, StringComparer.Ordinal) == true;
}
