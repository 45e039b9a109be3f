using System.Reflection;
using OrderBridge.Testing.Servers;
using Xunit.Abstractions;
using Xunit.Sdk;

// One after the other: on few cores, tests that measure a server's patience would starve each other.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]
[assembly: Xunit.TestFramework("OrderBridge.Postgres.Tests.Servers.SkippingFramework", "OrderBridge.Postgres.Tests")]

namespace OrderBridge.Postgres.Tests.Servers;

/// <summary>Every test of this project needs the server, also those that contracts bring: without one all are skipped with the reason.</summary>
public sealed class SkippingFramework(IMessageSink sink) : XunitTestFramework(sink)
{
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assemblyName, ISourceInformationProvider source, IMessageSink sink)
        : XunitTestFrameworkExecutor(assemblyName, source, sink)
    {
        protected override void RunTestCases(IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions) =>
            base.RunTestCases(
                PostgresServer.ReasonToSkip is { } reason ? testCases.Select(c => new SkippedCase(DiagnosticMessageSink, c, reason)) : testCases,
                new ClosingSink(executionMessageSink), executionOptions);
    }

    /// <summary>Stops the shared server when the last test has ended: at the end of the process it would be too late to remove its files.</summary>
    private sealed class ClosingSink(IMessageSink inner) : LongLivedMarshalByRefObject, IMessageSink
    {
        public bool OnMessage(IMessageSinkMessage message)
        {
            if (message is ITestAssemblyFinished)
            {
                PostgresDatabase.StopShared();
            }

            return inner.OnMessage(message);
        }
    }

    private sealed class SkippedCase : XunitTestCase
    {
        private readonly string _reason = "";

        [Obsolete("For the runner, which makes it empty and then fills it.")]
        public SkippedCase()
        {
        }

        public SkippedCase(IMessageSink sink, ITestCase skipped, string reason)
            : base(sink, TestMethodDisplay.ClassAndMethod, TestMethodDisplayOptions.None, skipped.TestMethod, skipped.TestMethodArguments) => _reason = reason;

        protected override string GetSkipReason(IAttributeInfo factAttribute) => _reason;
    }
}
