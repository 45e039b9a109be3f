namespace OrderBridge.Adapters.Tests;

/// <summary>Real payloads that lie beside the repository on some machines (../shared/formats) and are not part of it.</summary>
internal static class SharedFormats
{
    public static string? Directory { get; } = Find();

    public static string Path(string relative) => System.IO.Path.Combine(Directory!, relative);

    public static byte[] Bytes(string relative) => File.ReadAllBytes(Path(relative));

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = System.IO.Path.Combine(folder.FullName, "shared", "formats");
            if (System.IO.Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}

/// <summary>Needs the real payloads; without them the test shows as skipped.</summary>
public sealed class SharedFormatsFactAttribute : FactAttribute
{
    public SharedFormatsFactAttribute()
    {
        if (SharedFormats.Directory is null)
        {
            Skip = "The real payloads (../shared/formats) are not on this machine.";
        }
    }
}
