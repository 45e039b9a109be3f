using OrderBridge.Storage;
using OrderBridge.Testing.Storage;

namespace OrderBridge.Tests.Storage;

public sealed class SqliteJournalTests : JournalContract
{
    private readonly SqliteFile _file = new();

    protected override ValueTask<IStorage> OpenAsync(StorageOptions options) => ValueTask.FromResult<IStorage>(_file.Open(Time, options));

    protected override ValueTask CleanUpAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }
}

public sealed class SqliteStorageTests : StorageContract
{
    private readonly SqliteFile _file = new();

    protected override ValueTask<IStorage> OpenAsync(StorageOptions options) => ValueTask.FromResult<IStorage>(_file.Open(Time, options));

    protected override ValueTask CleanUpAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }
}

public sealed class SqliteListTests : ListContract
{
    private readonly SqliteFile _file = new();

    protected override ValueTask<IStorage> OpenAsync(StorageOptions options) => ValueTask.FromResult<IStorage>(_file.Open(Time, options));

    protected override ValueTask CleanUpAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }
}
