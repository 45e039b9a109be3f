using OrderBridge.Cli.RunningProcesses;
using OrderBridge.Cli.RunningServers;

namespace OrderBridge.Cli.Tests.RunningServers;

public sealed class KafkaHomeTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("orderbridge-home-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("librdkafka.so", true)]
    [InlineData("runtimes/linux-x64/native/librdkafka.so", true)]
    [InlineData("librdkafka.redist.dll", false)]
    [InlineData("runtimes/linux-x64/native/alpine-librdkafka.so", false)]
    public void LibraryTrouble_StandInAssembly_IsNoLibrary(string file, bool isThere)
    {
        var layout = new RepositoryLayout(_root, "Release");
        var folder = Path.Combine(_root, "src", "OrderBridge.Server", "bin", "Release", "net10.0");
        Write(Path.Combine(folder, "OrderBridge.Server.dll"));
        Write(Path.Combine(folder, file));

        Assert.Equal(isThere, KafkaHome.LibraryTrouble(layout).Length == 0);
    }

    private static void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, string.Empty);
    }
}
