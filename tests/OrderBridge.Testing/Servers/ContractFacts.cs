using Xunit.Sdk;

namespace OrderBridge.Testing.Servers;

/// <summary>A fact of a contract that implementations on real servers pass too: skipped where the class that runs it says that its server is absent.</summary>
[XunitTestCaseDiscoverer("OrderBridge.Testing.Servers.ContractFactDiscoverer", "OrderBridge.Testing")]
public sealed class ContractFactAttribute : FactAttribute;

/// <inheritdoc cref="ContractFactAttribute"/>
[XunitTestCaseDiscoverer("OrderBridge.Testing.Servers.ContractTheoryDiscoverer", "OrderBridge.Testing")]
public sealed class ContractTheoryAttribute : TheoryAttribute;

/// <summary>Stands on a test class whose contract facts need a server.</summary>
[AttributeUsage(AttributeTargets.Class)]
public abstract class NeedsServerAttribute : Attribute
{
    /// <summary>Null when they can run, or have to.</summary>
    public abstract string? ReasonToSkip { get; }
}

/// <summary>The contract facts of the class need Redis.</summary>
public sealed class NeedsRedisAttribute : NeedsServerAttribute
{
    public override string? ReasonToSkip => RedisServer.ReasonToSkip;
}
