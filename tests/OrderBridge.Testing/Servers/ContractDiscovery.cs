using System.ComponentModel;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace OrderBridge.Testing.Servers;

/// <summary>Asks the class that runs a contract's fact whether its server is there.</summary>
public sealed class ContractFactDiscoverer(IMessageSink sink) : FactDiscoverer(sink)
{
    protected override IXunitTestCase CreateTestCase(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        SkippedTestCase.When(DiagnosticMessageSink, discoveryOptions, testMethod) ?? base.CreateTestCase(discoveryOptions, testMethod, factAttribute);
}

/// <inheritdoc cref="ContractFactDiscoverer"/>
public sealed class ContractTheoryDiscoverer(IMessageSink sink) : TheoryDiscoverer(sink)
{
    public override IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute) =>
        SkippedTestCase.When(DiagnosticMessageSink, discoveryOptions, testMethod) is { } skipped ? [skipped] : base.Discover(discoveryOptions, testMethod, theoryAttribute);
}

/// <summary>A test that does not run, and says why.</summary>
public sealed class SkippedTestCase : XunitTestCase
{
    private string _reason = "";

    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("For the runner, which makes it empty and then fills it.")]
    public SkippedTestCase()
    {
    }

    private SkippedTestCase(IMessageSink sink, ITestFrameworkDiscoveryOptions options, ITestMethod method, string reason)
        : base(sink, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method) => _reason = reason;

    /// <summary>Null when the class needs no server, or its server is there.</summary>
    public static SkippedTestCase? When(IMessageSink sink, ITestFrameworkDiscoveryOptions options, ITestMethod method) => method.TestClass.Class
        .GetCustomAttributes(typeof(NeedsServerAttribute).AssemblyQualifiedName!)
        .OfType<IReflectionAttributeInfo>()
        .Select(info => ((NeedsServerAttribute)info.Attribute).ReasonToSkip)
        .FirstOrDefault(reason => reason is not null) is { } absent ? new SkippedTestCase(sink, options, method, absent) : null;

    public override void Serialize(IXunitSerializationInfo data)
    {
        base.Serialize(data);
        data.AddValue("Reason", _reason);
    }

    public override void Deserialize(IXunitSerializationInfo data)
    {
        _reason = data.GetValue<string>("Reason"); // Before the rest: that asks for the reason already.
        base.Deserialize(data);
    }

    protected override string GetSkipReason(IAttributeInfo factAttribute) => _reason;
}
