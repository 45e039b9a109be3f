namespace OrderBridge.Architecture.Tests.Reading;

/// <summary>The tree the tests were built from, without what builds leave in it.</summary>
internal static class Repository
{
    private static readonly string[] Passed =
        ["bin", "obj", ".git", ".vs", ".idea", ".cache", "node_modules", "TestResults", "data"];

    public static string Root { get; } = FindRoot();

    /// <summary>Paths from the root with forward slashes, in order.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. Walk(Root).Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static byte[] Bytes(string path) => File.ReadAllBytes(Path.Combine(Root, path));

    public static bool Has(string path) => Path.Exists(Path.Combine(Root, path));

    public static IEnumerable<string> Sources(params string[] areas) =>
        Files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal) && areas.Contains(f.Split('/')[0]));

    private static IEnumerable<string> Walk(string folder) =>
        Directory.EnumerateFiles(folder).Concat(Directory.EnumerateDirectories(folder)
            .Where(d => !Passed.Contains(Path.GetFileName(d)))
            .SelectMany(Walk));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "global.json")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No global.json above {AppContext.BaseDirectory}.");
    }
}
