using OrderBridge.Server.Hosting;

namespace OrderBridge.Server.Tests.Deploying;

/// <summary>docker-compose.yml is what a company would start: it parses, it names what exists, and it holds no secret.</summary>
public sealed class ComposeTests
{
    private static readonly Compose Ours = Compose.OfRepository();

    [Fact]
    public void Nothing_in_it_would_stop_it_from_starting() => Assert.Empty(Ours.Offences());

    [Fact]
    public void It_has_two_hubs_the_three_servers_and_the_adapters() => Assert.Equal(
        ["hub-1", "hub-2", "kafka", "kuaidi100", "postgres", "redis", "shopify", "warehouse"], Ours.ServiceNames.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("hub-1")]
    [InlineData("hub-2")]
    public void A_hub_takes_the_options_it_is_given(string hub)
    {
        string[] words = [.. Ours.Words(hub, "command")];
        Assert.Equal(["/app/OrderBridge.Server.dll", "serve"], words[..2]);
        OptionNames.Require(words[2..]);
    }

    [Fact]
    public void The_projects_of_the_images_exist() => Assert.All(
        Ours.ServiceNames.SelectMany(s => Ours.Words(s, "build")).Where(w => w.Contains('/', StringComparison.Ordinal) && !w.EndsWith("Dockerfile", StringComparison.Ordinal)),
        project => Assert.NotEmpty(Directory.GetFiles(Path.Combine(Compose.Folder, project), "*.csproj")));

    [Fact]
    public void The_programs_are_named_as_they_are_built() => Assert.All(
        Ours.ServiceNames.SelectMany(s => Ours.Words(s, "command")).SelectMany(c => c.Split(' ')).Where(w => w.StartsWith("/app/", StringComparison.Ordinal)),
        program => Assert.Single(Directory.GetFiles(Compose.Folder, Path.GetFileNameWithoutExtension(program) + ".csproj", SearchOption.AllDirectories)));

    [Fact]
    public void The_rules_see_an_offence()
    {
        var bad = Compose.Parse("""
            services:
              a:
                image: thing:latest
                environment: { A_PASSWORD: x }
                volumes: [nowhere:/x]
                secrets: [unknown]
                depends_on: { b: { condition: service_healthy } }
            volumes: {}
            secrets: {}
            """);
        Assert.Equal(7, bad.Offences().Count());
    }
}
