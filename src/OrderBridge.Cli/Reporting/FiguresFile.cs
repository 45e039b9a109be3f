namespace OrderBridge.Cli.Reporting;

/// <summary>The file of <c>--json</c>: whole or as it was. A run that ends early leaves neither an empty file nor half a one.</summary>
internal static class FiguresFile
{
    /// <summary>Tries it before a run of a minute, not after it, and leaves no trace.</summary>
    /// <param name="path">Null is none. A pipe or a device is not tried: it would wait for its reader.</param>
    /// <exception cref="UsageException">The file cannot be written.</exception>
    public static void Check(string? path)
    {
        if (path is null)
        {
            return;
        }

        if (Directory.Exists(path))
        {
            throw new UsageException($"Cannot write the figures to {path}: it is a folder.");
        }

        try
        {
            Try(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, e);
        }
    }

    /// <exception cref="UsageException">The file cannot be written.</exception>
    public static async Task WriteAsync(string path, string text)
    {
        try
        {
            await (RegularFile.Is(path) ? ReplaceAsync(Target(path), text) : File.WriteAllTextAsync(path, text));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, e);
        }
    }

    private static void Try(string path)
    {
        if (RegularFile.Is(path))
        {
            var target = Target(path);
            using var old = File.Exists(target) ? new FileStream(target, FileMode.Open, FileAccess.Write) : null;
            using var beside = new FileStream(Beside(target), new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose });
        }
    }

    private static async Task ReplaceAsync(string target, string text)
    {
        var beside = Beside(target);
        try
        {
            await File.WriteAllTextAsync(beside, text);
            Move(beside, target);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    private static void Move(string beside, string target)
    {
        try
        {
            File.Move(beside, target, overwrite: true);
        }
        catch (IOException) when (File.Exists(target))
        {
            File.Copy(beside, target, overwrite: true); // A file that is mounted by itself into a container can be written, and not replaced.
        }
    }

    /// <summary>Behind links: they stay.</summary>
    private static string Target(string path) => new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;

    private static string Beside(string target) => $"{target}.{Path.GetRandomFileName()}";

    private static UsageException Unwritable(string path, Exception e) => new($"Cannot write the figures to {path}: {e.Message}");
}
