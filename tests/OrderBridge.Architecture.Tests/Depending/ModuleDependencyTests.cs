using System.Reflection;
using OrderBridge.Architecture.Tests.Reading;

namespace OrderBridge.Architecture.Tests.Depending;

/// <summary>Modules know the kernel and nothing that has a technology in its name. Asked of the built assemblies and of the project files.</summary>
public sealed class ModuleDependencyTests
{
    private static readonly string[] ModuleNames = ["OrderBridge.Orders", "OrderBridge.Stock", "OrderBridge.Fulfilment"];

    public static TheoryData<string> Modules => [.. ModuleNames];

    [Theory]
    [MemberData(nameof(Modules))]
    public void A_module_refers_to_no_technology_and_no_other_module(string module) =>
        Rule.HasNoOffence(Offences(Assembly.Load(module), ["OrderBridge.Kernel"]));

    [Fact]
    public void The_kernel_refers_to_nothing_but_the_runtime()
    {
        var kernel = Assembly.Load("OrderBridge.Kernel");
        Rule.HasNoOffence(kernel.GetReferencedAssemblies().Select(a => a.Name!).Where(n => !IsRuntime(n)));
        Rule.HasNoOffence(Project.Named("OrderBridge.Kernel").Packages);
        Rule.HasNoOffence(Project.Named("OrderBridge.Kernel").References);
    }

    [Fact]
    public void Flows_refer_to_the_kernel_and_the_modules_only() =>
        Rule.HasNoOffence(Offences(Assembly.Load("OrderBridge.Flows"), ["OrderBridge.Kernel", .. ModuleNames]));

    [Theory]
    [MemberData(nameof(Modules))]
    public void A_module_project_names_the_kernel_and_abstractions_only(string module)
    {
        var project = Project.Named(module);
        Assert.Equal(["OrderBridge.Kernel"], project.References);
        Rule.HasNoOffence(project.Packages.Where(p => !IsAbstraction(p)));
    }

    /// <summary>Storage knows the modules' states, never their callers, and no database; a database's project knows Storage.</summary>
    [Theory]
    [InlineData("OrderBridge.Storage.Postgres")]
    [InlineData("OrderBridge.Storage.Sqlite")]
    public void Storage_reaches_modules_but_neither_contracts_nor_server(string database)
    {
        var reached = Project.Named(database).Reaches();
        Assert.Contains("OrderBridge.Storage", reached);
        Assert.DoesNotContain("OrderBridge.Contracts", reached);
        Assert.DoesNotContain("OrderBridge.Server", reached);
        Rule.HasNoOffence(Project.Named("OrderBridge.Storage").Packages.Where(p => p.Contains("Sqlite", StringComparison.OrdinalIgnoreCase) || p.Contains("Npgsql", StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>A ledger and a relay stand behind ports: Redis knows the stock module that asks it, Kafka nothing but bytes and their order.</summary>
    [Theory]
    [InlineData("OrderBridge.Stock.Redis", "OrderBridge.Kernel", "OrderBridge.Stock")]
    [InlineData("OrderBridge.Kafka", "OrderBridge.Kernel")]
    public void A_technology_reaches_only_what_its_ports_belong_to(string technology, params string[] allowed) =>
        Rule.HasNoOffence(Offences(Project.Named(technology), allowed));

    /// <summary>And is wired in one place: whoever else reached it would no longer run without it.</summary>
    [Theory]
    [InlineData("OrderBridge.Stock.Redis", "StackExchange.Redis")]
    [InlineData("OrderBridge.Kafka", "Confluent.Kafka")]
    public void Only_the_server_reaches_a_technology_and_only_one_project_of_the_hub_names_its_package(string technology, string package)
    {
        Assert.Equal(["OrderBridge.Server"], Project.All.Where(p => (p.Area is "src" or "adapters") && p.Reaches().Contains(technology)).Select(p => p.Name));
        Assert.Equal([technology], Project.All.Where(p => p.Area == "src" && p.Packages.Contains(package)).Select(p => p.Name));
    }

    [Fact]
    public void The_rule_of_technologies_sees_an_offence()
    {
        const string greedy = """<Project><ItemGroup><ProjectReference Include="../OrderBridge.Stock.Redis/OrderBridge.Stock.Redis.csproj" /></ItemGroup></Project>""";
        var kafka = Project.Parse("src/OrderBridge.Kafka/OrderBridge.Kafka.csproj", greedy);
        Assert.Equal(["OrderBridge.Stock", "OrderBridge.Stock.Redis"], Offences(kafka, ["OrderBridge.Kernel"]).Order(StringComparer.Ordinal));
        Assert.Contains("OrderBridge.Contracts", Offences(Project.Named("OrderBridge.Server"), ["OrderBridge.Kernel"]));
    }

    [Fact]
    public void The_contracts_hold_no_reference_to_a_project() => Rule.HasNoOffence(Project.Named("OrderBridge.Contracts").References);

    [Fact]
    public void The_rule_sees_an_offence()
    {
        var offences = Offences(typeof(ModuleDependencyTests).Assembly, ["OrderBridge.Kernel"]);
        Assert.Contains("OrderBridge.Orders", offences);
        Assert.Contains("xunit.core", offences);
        Assert.False(IsAbstraction("Microsoft.EntityFrameworkCore.Abstractions"));
        Assert.False(IsAbstraction("Grpc.Core.Api"));
    }

    private static IReadOnlyList<string> Offences(Project project, string[] allowed) => [.. project.Reaches().Except(allowed)];

    private static IReadOnlyList<string> Offences(Assembly assembly, string[] allowed) =>
        [.. assembly.GetReferencedAssemblies().Select(a => a.Name!).Where(n => !allowed.Contains(n) && !IsRuntime(n) && !IsAbstraction(n))];

    /// <summary>System.* of the shared framework; packages of that prefix would have to be named in a project file, which is asked too.</summary>
    private static bool IsRuntime(string name) =>
        name is "netstandard" or "mscorlib" || name.StartsWith("System.", StringComparison.Ordinal) || name == "System";

    /// <summary>Options has no twin called abstractions; it is its own.</summary>
    private static bool IsAbstraction(string name) =>
        name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
        && (name.EndsWith(".Abstractions", StringComparison.Ordinal) || name is "Microsoft.Extensions.Options");
}
