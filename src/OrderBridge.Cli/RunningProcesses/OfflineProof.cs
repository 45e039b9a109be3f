using System.Globalization;

namespace OrderBridge.Cli.RunningProcesses;

/// <summary>What a new process found in the store of what was stopped.</summary>
/// <param name="IsOk">True: proved. False: the check ended with findings. Null: it did not run to its end, so that nothing is known.</param>
/// <param name="Findings">What it found, as it says it.</param>
/// <param name="Trouble">Why nothing is known, in a sentence.</param>
internal sealed record OfflineProof(bool? IsOk, IReadOnlyList<string> Findings, string? Trouble)
{
    /// <summary>How the hub's program ends a proof that has findings, by docs/operations.md.</summary>
    private const int FindingsCode = 1;

    /// <summary>Lines that tell of a check without findings.</summary>
    private const string SoundLine = "ok ";

    private static readonly OfflineProof Proved = new(true, [], null);

    /// <summary>Runs the check to its end. A caller that gives up ends it.</summary>
    public static async Task<OfflineProof> RunAsync(Launcher launcher, ProgramStart start, CancellationToken cancellationToken)
    {
        try
        {
            await using var prover = launcher.Start(start);
            await prover.WaitForExitAsync(cancellationToken);
            return Of(prover);
        }
        catch (ChildFailedException e)
        {
            return Unknown(e.Message);
        }
    }

    /// <summary>Only the code for findings says that something is wrong: a check that was ended, or that fell, has said nothing about the store.</summary>
    private static OfflineProof Of(ChildProcess prover) => prover.ExitCode switch
    {
        0 => Proved,
        FindingsCode => new(false, [.. prover.Lines().Where(line => !line.StartsWith(SoundLine, StringComparison.Ordinal)).Select(line => line.Trim())], null),
        var code => Unknown(string.Create(CultureInfo.InvariantCulture, $"{prover.Name} ended with code {code}.{Environment.NewLine}{prover.Tail(15)}")),
    };

    private static OfflineProof Unknown(string why) => new(null, [], $"The check did not run: {why}");
}
