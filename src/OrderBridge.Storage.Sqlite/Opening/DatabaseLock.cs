using System.Globalization;

namespace OrderBridge.Storage.Sqlite.Opening;

/// <summary>
/// The right to write one database file: an operating system lock on a file beside it, which ends with the process however it ends.
/// SQLite would let two hubs take turns; their caches and heads would then be wrong.
/// </summary>
internal sealed class DatabaseLock : IDisposable
{
    private readonly FileStream _file;

    private DatabaseLock(FileStream file) => _file = file;

    /// <summary>Beside the lock, because what is locked cannot be read everywhere.</summary>
    private static string HolderPath(string databasePath) => databasePath + ".holder";

    /// <exception cref="StorageUnavailableException">Another process has it; the message says which.</exception>
    public static DatabaseLock Take(string databasePath)
    {
        try
        {
            var file = new FileStream(databasePath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            Sign(databasePath);
            return new DatabaseLock(file);
        }
        catch (IOException e)
        {
            throw new StorageUnavailableException(
                $"Another hub ({HolderOf(databasePath)}) writes {databasePath}. Stop it, or give this one a data directory of its own.", e);
        }
    }

    public void Dispose() => _file.Dispose();

    private static void Sign(string databasePath) => File.WriteAllText(
        HolderPath(databasePath),
        string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName}"));

    private static string HolderOf(string databasePath)
    {
        try
        {
            return File.ReadAllText(HolderPath(databasePath)) is { Length: > 0 } holder ? holder : "not known";
        }
        catch (IOException)
        {
            return "not known";
        }
    }
}
