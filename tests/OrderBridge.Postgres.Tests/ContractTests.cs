using OrderBridge.Postgres.Tests.Servers;
using OrderBridge.Storage;
using OrderBridge.Testing.Storage;

namespace OrderBridge.Postgres.Tests;

public sealed class PostgresJournalTests : JournalContract
{
    private readonly PostgresDatabase _database = new();

    protected override ValueTask<IStorage> OpenAsync(StorageOptions options) => ValueTask.FromResult<IStorage>(_database.Open(Time, options));

    protected override ValueTask CleanUpAsync()
    {
        _database.Dispose();
        return ValueTask.CompletedTask;
    }
}

public sealed class PostgresStorageTests : StorageContract
{
    private readonly PostgresDatabase _database = new();

    protected override ValueTask<IStorage> OpenAsync(StorageOptions options) => ValueTask.FromResult<IStorage>(_database.Open(Time, options));

    protected override ValueTask CleanUpAsync()
    {
        _database.Dispose();
        return ValueTask.CompletedTask;
    }
}

public sealed class PostgresListTests : ListContract
{
    private readonly PostgresDatabase _database = new();

    protected override ValueTask<IStorage> OpenAsync(StorageOptions options) => ValueTask.FromResult<IStorage>(_database.Open(Time, options));

    protected override ValueTask CleanUpAsync()
    {
        _database.Dispose();
        return ValueTask.CompletedTask;
    }
}
