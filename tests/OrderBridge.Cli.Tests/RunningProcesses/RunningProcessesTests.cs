using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OrderBridge.Cli.RunningProcesses;

namespace OrderBridge.Cli.Tests.RunningProcesses;

[SupportedOSPlatform("linux")]
public sealed class RunningProcessesTests
{
    [Fact]
    public void WriteHashes_HoldsNoKeyAndOnlyTheOwnerReadsIt()
    {
        using var run = new RunDirectory();
        var keys = new RunKeys();

        keys.WriteHashes(run.At("keys.json"));

        var text = File.ReadAllText(run.At("keys.json"));
        using var json = JsonDocument.Parse(text);
        var shopify = json.RootElement.EnumerateArray().Single(k => k.GetProperty("name").GetString() == RunKeys.Shopify);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(keys[RunKeys.Shopify]))), shopify.GetProperty("sha256").GetString());
        Assert.DoesNotContain(keys[RunKeys.Shopify], text, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(run.At("keys.json")));
        Assert.NotEqual(keys[RunKeys.Shopify], new RunKeys()[RunKeys.Shopify]);
    }

    [Fact]
    public void RunDirectory_Disposed_IsGoneUnlessKept()
    {
        string root;
        using (var run = new RunDirectory())
        {
            root = run.Root;
            File.WriteAllText(run.At("x"), "x");
        }

        Assert.False(Directory.Exists(root));
    }

    [Fact]
    public async Task ChildProcess_EndsBeforeItIsReady_ShowsTheEndOfItsLog()
    {
        using var run = new RunDirectory();
        await using var child = ChildProcess.Start(ProgramStart.OfAssembly("child", typeof(RunKeys).Assembly.Location, ["nonsense"]), run.Logs, TimeProvider.System);

        var e = await Assert.ThrowsAsync<ChildFailedException>(() => child.WaitUntilReadyAsync(TimeSpan.FromSeconds(120), default));

        Assert.Contains("ended with code 2", e.Message, StringComparison.Ordinal);
        Assert.Contains("'nonsense' is not a command", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RepositoryLayout_ProgramNotBuilt_NamesIt()
    {
        var layout = RepositoryLayout.Find(AppContext.BaseDirectory);

        Assert.Contains("Nothing.dll is not built", Assert.Throws<UsageException>(() => layout.Program("src/Nothing", "Nothing")).Message, StringComparison.Ordinal);
    }
}
