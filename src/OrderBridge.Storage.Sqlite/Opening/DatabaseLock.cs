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

    /// <exception cref="StorageUnavailableException">Another process has it, and the message says which; or nobody may write there.</exception>
    public static DatabaseLock Take(string databasePath)
    {
        try
        {
            var file = new FileStream(databasePath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            Sign(databasePath);
            return new DatabaseLock(file);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException && !IsHeld(e))
        {
            throw new StorageUnavailableException($"{databasePath}.lock cannot be written: {e.Message} Let this user write there, or name another data directory.", e);
        }
        catch (IOException e)
        {
            throw new StorageUnavailableException(
                $"Another hub ({HolderOf(databasePath)}) writes {databasePath}. Stop it, or give this one a data directory of its own.", e);
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>The system's number for "locked": EAGAIN, 11 on Linux and 35 on macOS. Windows says it by a sharing violation.</summary>
    private static bool IsHeld(Exception e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

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
