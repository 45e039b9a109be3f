using System.Security.Cryptography;

namespace OrderBridge.AdapterSdk.Spooling;

/// <summary>Bytes that the disk has changed and nobody can read any more, kept for people beside the file they were in.</summary>
/// <remarks>Nothing deletes them but a person. They may hold personal data, like the file they come from.</remarks>
internal static class Evidence
{
    private const string Extension = ".damaged";
    private const int HashBytes = 8;

    /// <summary>Keeps the bytes; durable when it returns. The same bytes again, as after a crash between, change nothing.</summary>
    /// <param name="path">The file they were in.</param>
    public static void Keep(string path, ReadOnlySpan<byte> bytes) => Keep(path, bytes, Extension);

    public static void Keep(string path, ReadOnlySpan<byte> bytes, string extension)
    {
        var name = $"{path}.{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, HashBytes))}{extension}";
        if (!File.Exists(name))
        {
            DurableFiles.Replace(name, bytes, flush: true);
        }
    }

    /// <summary>Pieces that are kept in a folder.</summary>
    public static int CountIn(string directory) => Directory.Exists(directory) ? Directory.EnumerateFiles(directory, "*" + Extension).Count() : 0;
}
