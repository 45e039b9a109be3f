using System.Collections.Immutable;
using OrderBridge.ReferenceWms.Reporting;

namespace OrderBridge.ReferenceWms.Working;

/// <summary>What a rule decided: the work as it is from now on, and what the hub must be told about it.</summary>
public sealed record Decided(Work Work, ImmutableArray<Report> Reports)
{
    public static Decided Quietly(Work work) => new(work, []);

    public static Decided Saying(Work work, Report report) => new(work, [report]);

    /// <summary>The reports belong to this trace; so does the work, if nothing has begun its own.</summary>
    public Decided Under(string traceParent) => traceParent.Length == 0 ? this : new(
        Work.TraceParent.Length == 0 ? Work with { TraceParent = traceParent } : Work,
        [.. Reports.Select(report => report with { TraceParent = traceParent })]);
}
