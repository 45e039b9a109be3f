namespace OrderBridge.Cli.RunningServers;

/// <summary>Finds programs of the system.</summary>
internal static class ServerPrograms
{
    private const string DebianPostgres = "/usr/lib/postgresql";

    /// <returns>Full path; null when it is not installed. Debian keeps servers in folders that not every account's PATH names.</returns>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .Concat(["/usr/sbin", "/usr/local/sbin", "/sbin", .. PostgresFolders()])
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>Newest version first.</summary>
    private static IEnumerable<string> PostgresFolders() => Directory.Exists(DebianPostgres)
        ? Directory.GetDirectories(DebianPostgres).OrderByDescending(v => int.TryParse(Path.GetFileName(v), out var version) ? version : 0).Select(v => Path.Combine(v, "bin"))
        : [];
}
