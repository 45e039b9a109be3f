using System.Runtime.Versioning;
using OrderBridge.Cli.RunningProcesses;

namespace OrderBridge.Cli.Tests.RunningProcesses;

[SupportedOSPlatform("linux")]
public sealed class OfflineProofTests : IDisposable
{
    private readonly RunDirectory _run = new();
    private readonly Guardian _guardian = new();

    public void Dispose()
    {
        _guardian.Dispose();
        _run.Dispose();
    }

    [Fact]
    public async Task Run_EndsWithZero_IsProved()
    {
        var proof = await RunAsync("echo 'ok     orders (3 looked at)'");

        Assert.Equal((true, null), (proof.IsOk, proof.Trouble));
        Assert.Empty(proof.Findings);
    }

    [Fact]
    public async Task Run_EndsWithOne_HasTheFindingsAndNotWhatIsSound()
    {
        var proof = await RunAsync("echo 'ok     orders (3 looked at)'; echo 'WRONG  tasks (2 looked at, 1 wrong)'; echo '         task 7 twice'; echo 'NOT PROVED: ...'; exit 1");

        Assert.Equal((false, null), (proof.IsOk, proof.Trouble));
        Assert.Equal(["WRONG  tasks (2 looked at, 1 wrong)", "task 7 twice", "NOT PROVED: ..."], proof.Findings);
    }

    [Theory]
    [InlineData("kill -INT $$", "ended with code 130")]
    [InlineData("kill -KILL $$", "ended with code 137")]
    [InlineData("echo 'there is no store' >&2; exit 2", "there is no store")]
    public async Task Run_EndsInAnotherWay_IsNeitherProvedNorFailed(string script, string why)
    {
        var proof = await RunAsync(script);

        Assert.Null(proof.IsOk);
        Assert.Contains("The check did not run:", proof.Trouble, StringComparison.Ordinal);
        Assert.Contains(why, proof.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ProgramAbsent_IsNeitherProvedNorFailed()
    {
        var proof = await OfflineProof.RunAsync(Launcher, new ProgramStart("prove", "/absent/program", []), default);

        Assert.Null(proof.IsOk);
        Assert.Contains("cannot be started", proof.Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_CallerGivesUp_EndsTheCheck()
    {
        using var stop = new CancellationTokenSource();
        var running = OfflineProof.RunAsync(Launcher, new ProgramStart("prove", "sleep", ["600"]), stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(TimeSpan.FromSeconds(60)));
    }

    private Launcher Launcher => new(_run, _guardian, TimeProvider.System);

    private Task<OfflineProof> RunAsync(string script) => OfflineProof.RunAsync(Launcher, new ProgramStart("prove", "sh", ["-c", script]), default);
}
