using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace OrderBridge.Server.Tests.Deploying;

/// <summary>A compose file as Docker reads it: merge keys and anchors resolved.</summary>
internal sealed class Compose
{
    private readonly Dictionary<object, object?> _root;

    private Compose(Dictionary<object, object?> root) => _root = root;

    public IEnumerable<string> ServiceNames => Map(_root["services"]).Keys.Cast<string>();

    public static string Folder { get; } = FindFolder();

    public static Compose OfRepository() => Parse(File.ReadAllText(Path.Combine(Folder, "docker-compose.yml")));

    public static Compose Parse(string text) =>
        new(new DeserializerBuilder().Build().Deserialize<Dictionary<object, object?>>(new MergingParser(new Parser(new StringReader(text)))));

    public IReadOnlyDictionary<object, object?> Service(string name) => Map(Map(_root["services"])[name]);

    public IEnumerable<string> Declared(string section) => Map(_root[section]).Keys.Cast<string>();

    /// <summary>Everything that would not start, or should not be here.</summary>
    public IEnumerable<string> Offences() => ServiceNames.SelectMany(OffencesOf);

    public IEnumerable<string> Words(string service, string key) => Service(service).TryGetValue(key, out var value) ? Texts(value) : [];

    private static Dictionary<object, object?> Map(object? node) => node as Dictionary<object, object?> ?? [];

    private static IEnumerable<string> Texts(object? node) => node switch
    {
        string text => [text],
        List<object> list => list.SelectMany(Texts),
        Dictionary<object, object?> map => map.SelectMany(pair => Texts(pair.Key).Concat(Texts(pair.Value))),
        _ => [],
    };

    private static string FindFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "OrderBridge.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside of the repository.");
        }

        return folder.FullName;
    }

    private IEnumerable<string> OffencesOf(string name)
    {
        var service = Service(name);
        if (!service.ContainsKey("healthcheck"))
        {
            yield return $"{name} has no health check";
        }

        if (!service.ContainsKey("restart"))
        {
            yield return $"{name} does not come back by itself";
        }

        if (service.GetValueOrDefault("image") is not string image || !image.Contains(':', StringComparison.Ordinal) || image.EndsWith(":latest", StringComparison.Ordinal))
        {
            yield return $"{name} names no version of its image";
        }

        foreach (var volume in Words(name, "volumes").Where(v => !Declared("volumes").Contains(v.Split(':')[0])))
        {
            yield return $"{name} mounts the undeclared volume {volume}";
        }

        foreach (var secret in Words(name, "secrets").Where(s => !Declared("secrets").Contains(s)))
        {
            yield return $"{name} reads the undeclared secret {secret}";
        }

        foreach (var other in Map(service.GetValueOrDefault("depends_on")).Keys.Cast<string>().Where(o => !ServiceNames.Contains(o)))
        {
            yield return $"{name} waits for the unknown service {other}";
        }

        foreach (var variable in Map(service.GetValueOrDefault("environment")).Keys.Cast<string>().Where(v => v.EndsWith("PASSWORD", StringComparison.Ordinal) || v.EndsWith("_KEY", StringComparison.Ordinal)))
        {
            yield return $"{name} holds the secret {variable}";
        }
    }
}
