using System.Xml.Linq;

namespace OrderBridge.Architecture.Tests.Reading;

/// <summary>A project file as far as rules ask about it.</summary>
/// <param name="Path">From the root.</param>
/// <param name="References">Names of the projects it names itself.</param>
/// <param name="Packages">Packages it names itself.</param>
internal sealed record Project(string Path, IReadOnlyList<string> References, IReadOnlyList<string> Packages)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>First folder: src, adapters, tests, eng.</summary>
    public string Area => Path.Split('/')[0];

    public static IReadOnlyList<Project> All { get; } =
        [.. Repository.Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal)).Select(f => Parse(f, Repository.Read(f)))];

    public static Project Named(string name) => All.Single(p => p.Name == name);

    public static Project Parse(string path, string xml)
    {
        var root = XDocument.Parse(xml).Root!;
        return new Project(
            path,
            [.. Includes(root, "ProjectReference").Select(r => System.IO.Path.GetFileNameWithoutExtension(r.Replace('\\', '/')))],
            [.. Includes(root, "PackageReference")]);
    }

    /// <summary>Every project it reaches, itself not counted.</summary>
    public IReadOnlySet<string> Reaches()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(References);
        while (open.TryPop(out var name))
        {
            if (seen.Add(name))
            {
                Named(name).References.ToList().ForEach(open.Push);
            }
        }

        return seen;
    }

    private static IEnumerable<string> Includes(XElement root, string item) =>
        root.Descendants(item).Select(e => (string?)e.Attribute("Include")).OfType<string>().SelectMany(v => v.Split(';'));
}
