using OrderBridge.AdapterSdk.Spooling;

namespace OrderBridge.AdapterSdk.Keeping;

/// <summary>Messages that need no delivery, kept for questions: the newest two files of a fixed size. Not flushed.</summary>
/// <param name="directory">Folder.</param>
/// <param name="name">File name without extension, such as ignored.</param>
/// <param name="bytesMax">Size of each of the two files. Default: 8 MiB.</param>
public sealed class KeptLog(string directory, string name, long bytesMax = 8L << 20)
{
    private readonly Lock _lock = new();

    private string FilePath => Path.Combine(directory, name + ".jsonl");

    public void Add(KeptMessage kept)
    {
        ArgumentNullException.ThrowIfNull(kept);
        lock (_lock)
        {
            DurableFiles.CreateDirectory(directory);
            if (File.Exists(FilePath) && new FileInfo(FilePath).Length >= bytesMax)
            {
                File.Move(FilePath, Path.Combine(directory, name + ".old.jsonl"), overwrite: true);
            }

            using var file = DurableFiles.Open(FilePath, FileMode.OpenOrCreate);
            LineFile.Append(file, MessageLines.Encode(kept), flush: false);
        }
    }
}
