using OrderBridge.Server.Hosting;

namespace OrderBridge.Hub.Tests.Starting;

/// <summary>What a hub cannot work with is said in a sentence, with exit code 2; nothing is changed.</summary>
public sealed class When_a_hub_cannot_start : IDisposable
{
    private readonly string _data = RunningHub.NewDirectory();

    [Fact]
    public async Task A_file_that_is_no_database_is_neither_served_nor_proven()
    {
        var database = Path.Combine(_data, "orderbridge.db");
        var content = new string('x', 10_000);
        await File.WriteAllTextAsync(database, content);

        Assert.Equal(2, await ServeAsync(HubKeys.WriteTo(_data)));
        Assert.Equal(2, await ProveCommand.RunAsync(["--data", _data]));
        Assert.Equal(content, await File.ReadAllTextAsync(database));
    }

    [Fact]
    public async Task A_lock_that_cannot_be_written_is_not_taken_for_another_hub()
    {
        Directory.CreateDirectory(Path.Combine(_data, "orderbridge.db.lock"));
        Assert.Equal(2, await ServeAsync(HubKeys.WriteTo(_data)));
    }

    [Fact]
    public async Task A_hash_that_is_not_hexadecimal_is_named()
    {
        var keys = Path.Combine(_data, "keys.json");
        await File.WriteAllTextAsync(keys, $$"""[{"name": "shop", "sha256": "{{new string('z', 64)}}", "roles": ["CHANNEL"]}]""");
        Assert.Equal(2, await ServeAsync(keys));
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);

    private Task<int> ServeAsync(string keys) => ServeCommand.RunAsync(["--data", _data, "--listen", "http://127.0.0.1:0", "--keys", keys]).WaitAsync(Patience.Length);
}
