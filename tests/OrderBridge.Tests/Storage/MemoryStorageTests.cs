using OrderBridge.Storage;
using OrderBridge.Testing.Storage;

namespace OrderBridge.Tests.Storage;

public sealed class MemoryJournalTests : JournalContract
{
    protected override ValueTask<IStorage> OpenAsync(StorageOptions options) =>
        ValueTask.FromResult<IStorage>(new MemoryStorage(new JsonEventCodec(), Time, options));
}

public sealed class MemoryStorageTests : StorageContract
{
    protected override ValueTask<IStorage> OpenAsync(StorageOptions options) =>
        ValueTask.FromResult<IStorage>(new MemoryStorage(new JsonEventCodec(), Time, options));
}

public sealed class MemoryListTests : ListContract
{
    protected override ValueTask<IStorage> OpenAsync(StorageOptions options) =>
        ValueTask.FromResult<IStorage>(new MemoryStorage(new JsonEventCodec(), Time, options));
}
