namespace OrderBridge.Storage.Proving;

/// <summary>The verdict of one check.</summary>
/// <param name="Looked">Things it looked at.</param>
/// <param name="FindingCount">Things it found wrong.</param>
/// <param name="FirstFindings">The first of them, in words, <see cref="Findings.KeptMax"/> at most.</param>
public sealed record ProofResult(string Name, long Looked, long FindingCount, IReadOnlyList<string> FirstFindings)
{
    public bool IsOk => FindingCount == 0;
}

/// <summary>What a proof of a whole store came to.</summary>
/// <param name="HeadPosition">Journal position up to which it holds.</param>
/// <param name="Figures">Numbers by name: <c>events</c>, <c>aggregates</c>, <c>units_oversold</c>, and those of added checks (<c>orders_lost</c>, <c>tasks_duplicated</c>).</param>
public sealed record ProofReport(
    IReadOnlyList<ProofResult> Results, IReadOnlyDictionary<string, long> Figures, long HeadPosition, TimeSpan Duration)
{
    public bool IsOk => Results.All(r => r.IsOk);

    /// <summary>A named number; 0 when no check reported it.</summary>
    public long Figure(string name) => Figures.GetValueOrDefault(name);
}
