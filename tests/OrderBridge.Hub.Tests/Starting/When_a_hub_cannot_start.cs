using Microsoft.Data.Sqlite;
using OrderBridge.Server.Access;
using OrderBridge.Server.Hosting;
using OrderBridge.Storage;
using OrderBridge.Storage.Sqlite.Opening;

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

    [Fact]
    public async Task A_damaged_store_leaves_no_keys_behind()
    {
        await File.WriteAllTextAsync(Path.Combine(_data, "orderbridge.db"), new string('x', 10_000));
        Assert.Equal(2, await ServeAsync(""));
        Assert.Empty(Directory.GetFiles(_data, "*.key").Concat(Directory.GetFiles(_data, "*.json")));
    }

    [Fact]
    public async Task Another_programs_file_stays_as_it_is()
    {
        var database = Path.Combine(_data, "orderbridge.db");
        using (var connection = new SqliteConnection($"Data Source={database};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE photos (name TEXT)";
            command.ExecuteNonQuery();
        }

        var content = await File.ReadAllBytesAsync(database);
        Assert.Equal(2, await ServeAsync(HubKeys.WriteTo(_data)));
        Assert.Equal(2, await ProveCommand.RunAsync(["--data", _data]));
        Assert.Equal(content, await File.ReadAllBytesAsync(database));
    }

    [Theory]
    [InlineData("chanels")]
    [InlineData("warehouse")]
    public async Task A_field_that_no_key_has_is_named(string field)
    {
        var keys = Path.Combine(_data, "keys.json");
        await File.WriteAllTextAsync(keys, $$"""[{"name": "shop", "sha256": "{{new string('a', 64)}}", "roles": ["CHANNEL"], "{{field}}": ["shop-a"]}]""");
        var thrown = Assert.Throws<InvalidDataException>(() => KeyRing.FromFile(keys));
        Assert.Contains("'shop'", thrown.Message, StringComparison.Ordinal);
        Assert.Contains($"'{field}'", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(2, await ServeAsync(keys));
    }

    [Theory]
    [InlineData("[null]")]
    [InlineData("""[{"name": "shop", "sha256": "aa", "roles": ["CHANNEL"], "channels": ["a"], "channels": null}]""")]
    public async Task Entries_that_can_be_misread_stop_the_start(string content)
    {
        var keys = Path.Combine(_data, "keys.json");
        await File.WriteAllTextAsync(keys, content);
        Assert.Equal(2, await ServeAsync(keys));
    }

    [Fact]
    public async Task Keys_that_are_named_and_not_there_are_not_made()
    {
        var keys = Path.Combine(_data, "nowhere.json");
        Assert.Equal(2, await ServeAsync(keys));
        Assert.Empty(Directory.GetFiles(_data));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a-file")]
    public async Task A_data_directory_that_is_none_is_refused(string data)
    {
        await File.WriteAllTextAsync(Path.Combine(_data, "a-file"), "x");
        var path = data.Length == 0 ? data : Path.Combine(_data, data);
        Assert.Equal(2, await ServeCommand.RunAsync(["--data", path, "--listen", "http://127.0.0.1:0"]).WaitAsync(Patience.Length));
        Assert.Equal(2, await ProveCommand.RunAsync(["--data", path]));
    }

    [Theory]
    [InlineData("foo:bar")]
    [InlineData("127.0.0.1:5080")]
    public async Task Health_asks_at_addresses_only(string hub) => Assert.Equal(2, await HealthCommand.RunAsync(["--hub", hub]));

    /// <summary>A copy put back for a full disk would lose what came after it.</summary>
    [Theory]
    [InlineData(13, "free some space")]
    [InlineData(8, "read and write")]
    [InlineData(14, "read and write")]
    [InlineData(11, "put back a copy")]
    [InlineData(26, "put back a copy")]
    public void Advice_fits_the_cause(int code, string advice)
    {
        var sentence = FileTrouble.SentenceOf("/data/orderbridge.db", new StorageUnavailableException("away", new SqliteException("cause", code)));
        Assert.Contains("/data/orderbridge.db", sentence, StringComparison.Ordinal);
        Assert.Contains("cause", sentence, StringComparison.Ordinal);
        Assert.Contains(advice, sentence, StringComparison.Ordinal);
        Assert.Equal(advice == "put back a copy", sentence!.Contains("copy", StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);

    private Task<int> ServeAsync(string keys) => ServeCommand.RunAsync(["--data", _data, "--listen", "http://127.0.0.1:0", "--keys", keys]).WaitAsync(Patience.Length);
}
