namespace OrderBridge.EndToEnd.Running;

/// <summary>The repository around this test, for what is read or started where it lies.</summary>
internal static class Repository
{
    public static string Configuration { get; } = AppContext.BaseDirectory.Contains("/Debug/", StringComparison.Ordinal) ? "Debug" : "Release";

    private static string Root { get; } = Find();

    public static string At(params string[] relative) => Path.Combine([Root, .. relative]);

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Directory.Packages.props")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException("There is no repository around this test.");
    }
}
