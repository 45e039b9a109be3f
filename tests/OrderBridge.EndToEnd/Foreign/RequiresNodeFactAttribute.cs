namespace OrderBridge.EndToEnd.Foreign;

/// <summary>Skipped with the reason where Node.js is absent; ORDERBRIDGE_REQUIRE=node makes it run (and fail) anyway.</summary>
public sealed class RequiresNodeFactAttribute : FactAttribute
{
    public RequiresNodeFactAttribute()
    {
        var required = Environment.GetEnvironmentVariable("ORDERBRIDGE_REQUIRE")?.Split(',').Contains("node") == true;
        var paths = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator);
        if (!required && !paths.Any(p => File.Exists(Path.Combine(p, "node"))))
        {
            Skip = "Node.js is not installed; it runs where 'node' and 'npm' are on the path.";
        }
    }
}
