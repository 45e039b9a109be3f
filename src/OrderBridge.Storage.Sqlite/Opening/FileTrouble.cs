using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace OrderBridge.Storage.Sqlite.Opening;

/// <summary>What an operator can do about a file that cannot be used, by SQLite's result code (sqlite.org/rescode.html).</summary>
public static class FileTrouble
{
    /// <summary>Null when no file is to blame for <paramref name="thrown"/>.</summary>
    public static string? SentenceOf(string path, Exception thrown)
    {
        ArgumentNullException.ThrowIfNull(thrown);
        return thrown.GetBaseException() is SqliteException e ? $"{path} cannot be used: {e.Message.TrimEnd('.')}. {AdviceOn(e.SqliteErrorCode)}" : null;
    }

    /// <summary>Only damage asks for a copy: a store on a full disk is whole, and a copy in its place would lose what came after it.</summary>
    private static string AdviceOn(int code) => code switch
    {
        raw.SQLITE_FULL => "The store is whole; free some space on its disk.",
        raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_AUTH =>
            "Let this user read and write the file and its directory, with the -wal and -shm files beside it.",
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => "The file is damaged or no store at all; put back a copy, or name another data directory.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL => "Another program has it locked; try again when that one is done.",
        raw.SQLITE_NOMEM => "Give the program more memory.",
        raw.SQLITE_IOERR => "The disk does not answer as it should; look at the system's log, and after that prove the store.",
        _ => "Its tables are not those of this version; use the version that wrote it, or start this version's hub on a copy first, which brings the copy up to date.",
    };
}
