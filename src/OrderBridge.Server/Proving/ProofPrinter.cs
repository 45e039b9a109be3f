using OrderBridge.Storage.Proving;

namespace OrderBridge.Server.Proving;

/// <summary>A proof for people: one line per check, what is wrong below it.</summary>
public static class ProofPrinter
{
    public static async Task PrintAsync(ProofReport report, TextWriter output)
    {
        foreach (var result in report.Results)
        {
            await output.WriteLineAsync($"{(result.IsOk ? "ok    " : "WRONG ")} {result.Name} ({result.Looked} looked at{(result.IsOk ? string.Empty : $", {result.FindingCount} wrong")})").ConfigureAwait(false);
            foreach (var finding in result.FirstFindings)
            {
                await output.WriteLineAsync($"         {finding}").ConfigureAwait(false);
            }
        }

        await output.WriteLineAsync(
            $"{(report.IsOk ? "proved" : "NOT PROVED")}: units_oversold {report.Figure("units_oversold")}, orders_lost {report.Figure("orders_lost")}, "
            + $"tasks_duplicated {report.Figure("tasks_duplicated")}; up to journal position {report.HeadPosition}, {report.Duration.TotalSeconds:F1} s").ConfigureAwait(false);
    }
}
