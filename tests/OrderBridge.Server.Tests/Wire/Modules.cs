using System.Reflection;
using OrderBridge.Fulfilment;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Server.WireFormat;
using OrderBridge.Stock.Lifecycle;

namespace OrderBridge.Server.Tests.Wire;

/// <summary>The assemblies whose types the wire has to know.</summary>
internal static class Modules
{
    public static readonly Assembly[] Domain = [typeof(Order).Assembly, typeof(Reservation).Assembly, typeof(FulfilmentOrder).Assembly];

    public static readonly Assembly Contracts = typeof(Contracts.Events.V1.Event).Assembly;

    public static IEnumerable<Type> Events => Domain.SelectMany(a => a.GetTypes())
        .Where(t => t is { IsAbstract: false } && typeof(IDomainEvent).IsAssignableFrom(t));

    /// <summary>All reason constants of all *Reasons classes, with where they stand.</summary>
    public static IEnumerable<(string Class, string Reason)> Reasons => Domain.Append(typeof(GeneralReasons).Assembly)
        .SelectMany(a => a.GetExportedTypes())
        .Where(t => t.Name.EndsWith("Reasons", StringComparison.Ordinal) && t is { IsAbstract: true, IsSealed: true })
        .SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (t.Name, (string)f.GetRawConstantValue()!)));

    public static string Root { get; } = typeof(Modules).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(a => a.Key == "RepositoryRoot").Value!;
}
