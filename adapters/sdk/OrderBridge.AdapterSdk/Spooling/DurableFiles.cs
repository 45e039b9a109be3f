using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OrderBridge.AdapterSdk.Spooling;

/// <summary>Steps that must be on the disk before anybody is told so.</summary>
internal static partial class DurableFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerDirectory = OwnerOnly | UnixFileMode.UserExecute;

    /// <summary>The disk or its owner refused; the folder of another account is no other trouble than a full one.</summary>
    public static bool IsRefusal(Exception exception) => exception is IOException or UnauthorizedAccessException;

    public static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerDirectory);
        }
    }

    /// <summary>Opens for writing, readable by the owner alone: the content is personal data.</summary>
    public static FileStream Open(string path, FileMode mode, FileShare share = FileShare.ReadWrite | FileShare.Delete)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = mode is FileMode.Append ? FileAccess.Write : FileAccess.ReadWrite,
            Share = share,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows() && mode is not FileMode.Open)
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(path, options);
    }

    /// <summary>Replaces a file so that a reader finds the old or the new content, never a part.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content, bool flush)
    {
        var next = path + ".next";
        using (var file = Open(next, FileMode.Create))
        {
            file.Write(content);
            file.Flush(flush);
        }

        File.Move(next, path, overwrite: true);
        if (flush)
        {
            FlushDirectory(Path.GetDirectoryName(path)!);
        }
    }

    /// <summary>Size on disk of a folder's files, in bytes; 0 without the folder. A file that goes meanwhile counts as gone.</summary>
    public static long SizeOf(string directory, string pattern) => Directory.Exists(directory)
        ? Directory.EnumerateFiles(directory, pattern).Select(path => new FileInfo(path)).Sum(file => file.Exists ? file.Length : 0)
        : 0;

    /// <summary>Makes new and renamed names of a folder durable. A file's own flush does not promise it (fsync(2), notes).</summary>
    public static void FlushDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = open(path, 0);
        if (descriptor < 0)
        {
            return;
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        _ = fsync(descriptor);
    }

#pragma warning disable SYSLIB1092, CA5392, IDE1006 // libc is part of the system; its names are its own.
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc")]
    private static partial int fsync(int descriptor);
#pragma warning restore SYSLIB1092, CA5392, IDE1006
}
