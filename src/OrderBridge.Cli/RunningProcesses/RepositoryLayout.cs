namespace OrderBridge.Cli.RunningProcesses;

/// <summary>Where the programs lie that were built with this one: same repository, same configuration.</summary>
internal sealed record RepositoryLayout(string Root, string Configuration)
{
    private const string Marker = "Directory.Packages.props";

    /// <param name="from">Folder of this program, in the repository.</param>
    /// <exception cref="UsageException">There is no repository around it.</exception>
    public static RepositoryLayout Find(string from)
    {
        for (var at = new DirectoryInfo(from); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, Marker)))
            {
                return new RepositoryLayout(at.FullName, from.Contains("/Debug/", StringComparison.Ordinal) ? "Debug" : "Release");
            }
        }

        throw new UsageException("The demo starts the programs of its repository and finds none around itself; run ./orderbridge demo there.");
    }

    /// <summary>A program's assembly.</summary>
    /// <param name="folder">Project folder below the root.</param>
    /// <exception cref="UsageException">It is not built.</exception>
    public string Program(string folder, string assembly)
    {
        var path = Path.Combine(Root, folder, "bin", Configuration, "net10.0", $"{assembly}.dll");
        return File.Exists(path) ? path : throw new UsageException($"{Path.GetRelativePath(Root, path)} is not built; run ./orderbridge demo, which builds it, or dotnet build -c {Configuration}.");
    }
}
