using System.IO.Compression;
using System.Text;

namespace OrderBridge.Cli.ReadingOrders;

/// <summary>Opens an order file whatever its packing: gzip is told by its first bytes, never by its name; text is UTF-8 with or without mark, else Latin-1.</summary>
internal static class OrderFile
{
    private const int BufferBytes = 64 * 1024;

    /// <exception cref="OrderFileException">There is no such file, it is a folder or a pipe, or it is an archive of another kind.</exception>
    public static TextReader Open(string path)
    {
        var encoding = IsUtf8(path) ? Encoding.UTF8 : Encoding.Latin1;
        return new StreamReader(Unpack(path), encoding, detectEncodingFromByteOrderMarks: true, BufferBytes);
    }

    /// <summary>Reads the whole file once: one byte that is not UTF-8, such as a pound sign in Latin-1, may come late.</summary>
    private static bool IsUtf8(string path)
    {
        var decoder = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetDecoder();
        var buffer = new byte[BufferBytes];
        var characters = new char[BufferBytes + 1];
        using var bytes = Unpack(path);
        try
        {
            int read;
            do
            {
                read = bytes.Read(buffer);
                decoder.GetChars(buffer.AsSpan(0, read), characters, flush: read == 0);
            }
            while (read > 0);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
        catch (InvalidDataException e)
        {
            throw new OrderFileException($"{path} is a damaged gzip file: {e.Message} Copy or download it again.", e);
        }
    }

    private static Stream Unpack(string path)
    {
        var file = OpenBytes(path);
        Span<byte> start = stackalloc byte[4];
        var read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return Kind(start[..read]) switch
        {
            FileKind.Gzip => new GZipStream(file, CompressionMode.Decompress),
            FileKind.Zip => throw Closed(file, $"{path} is a ZIP or Excel file. Save the sheet as CSV, or unpack it first; gzip is read as it is."),
            _ => file,
        };
    }

    private static FileStream OpenBytes(string path)
    {
        if (Directory.Exists(path))
        {
            throw new OrderFileException($"{path} is a folder; name the CSV file in it.");
        }

        if (!RegularFile.Is(path))
        {
            throw new OrderFileException($"{path} is a pipe or a device; it is read more than once, so save it to a file first.");
        }

        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OrderFileException($"Cannot open the order file {path}: {e.Message}", e);
        }
    }

    private static OrderFileException Closed(FileStream file, string message)
    {
        file.Dispose();
        return new OrderFileException(message);
    }

    /// <summary>First bytes: gzip 1F 8B (RFC 1952, 2.3.1), ZIP and with it xlsx 50 4B 03 04.</summary>
    private static FileKind Kind(ReadOnlySpan<byte> start) => start switch
    {
        [0x1F, 0x8B, ..] => FileKind.Gzip,
        [0x50, 0x4B, 0x03, 0x04] => FileKind.Zip,
        _ => FileKind.Text,
    };

    private enum FileKind
    {
        Text,
        Gzip,
        Zip,
    }
}
