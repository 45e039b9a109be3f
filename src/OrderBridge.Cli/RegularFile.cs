using System.Runtime.InteropServices;

namespace OrderBridge.Cli;

/// <summary>Tells files from pipes and devices without opening them: to open a pipe waits for whoever is at its other end.</summary>
internal static partial class RegularFile
{
    private const int WorkingDirectory = -100; // AT_FDCWD: relative paths begin there.
    private const uint TypeOnly = 1; // STATX_TYPE

    // statx(2): the same on every processor, unlike stat(2).
    private const int AnswerBytes = 256;
    private const int ModePlace = 28;
    private const int TypeBits = 0xF000;
    private const int Regular = 0x8000;

    /// <returns>False for a pipe, a device, a socket or a folder, also behind links; true for a file, and where it cannot be told.</returns>
    public static bool Is(string path)
    {
        Span<byte> answer = stackalloc byte[AnswerBytes];
        return !OperatingSystem.IsLinux()
            || statx(WorkingDirectory, path, 0, TypeOnly, ref MemoryMarshal.GetReference(answer)) != 0
            || (BitConverter.ToUInt16(answer[ModePlace..]) & TypeBits) == Regular;
    }

#pragma warning disable SYSLIB1092, CA5392, IDE1006 // libc is part of the system; its names are its own.
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int directory, string path, int flags, uint mask, ref byte answer);
#pragma warning restore SYSLIB1092, CA5392, IDE1006
}
