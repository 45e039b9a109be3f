using System.Globalization;
using System.Text;

namespace OrderBridge.Storage.Sqlite.Opening;

/// <summary>
/// The right to write one database file: an operating system lock on a file beside it, which ends with the process however it ends.
/// SQLite would let two hubs take turns; their caches and heads would then be wrong.
/// </summary>
internal sealed class DatabaseLock : IDisposable
{
    private readonly FileStream _file;

    private DatabaseLock(FileStream file) => _file = file;

    /// <exception cref="StorageUnavailableException">Another process has it; the message says which.</exception>
    public static DatabaseLock Take(string databasePath)
    {
        var path = databasePath + ".lock";
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            Sign(file);
            return new DatabaseLock(file);
        }
        catch (IOException e)
        {
            throw new StorageUnavailableException(
                $"Another hub ({HolderOf(path)}) writes {databasePath}. Stop it, or give this one a data directory of its own.", e);
        }
    }

    public void Dispose() => _file.Dispose();

    private static void Sign(FileStream file)
    {
        file.SetLength(0);
        file.Write(Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName}")));
        file.Flush();
    }

    /// <summary>What the holder signed with; reading it asks for no lock.</summary>
    private static string HolderOf(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file);
            return reader.ReadToEnd() is { Length: > 0 } holder ? holder : "not known";
        }
        catch (IOException)
        {
            return "not known";
        }
    }
}
