using System.Text;
using OrderBridge.AdapterSdk.Spooling;

namespace OrderBridge.AdapterSdk.Receiving;

/// <summary>
/// Ids of messages that are safe in the spool, so that a platform's repeat costs nothing. Only a saving: a forgotten id
/// means one more delivery, which the hub recognises. So it is bounded and never flushed.
/// </summary>
/// <remarks>Two generations of half the size; when the younger is full, the older is forgotten. Any number of callers.</remarks>
/// <param name="directory">Folder for the two files.</param>
/// <param name="idsMax">Ids remembered at most; at least half of it always. Default: 200,000.</param>
public sealed class SeenIds(string directory, int idsMax = 200_000) : IDisposable
{
    private const int IdLengthMax = 200;
    private readonly Lock _lock = new();
    private HashSet<string> _young = [];
    private HashSet<string> _old = [];
    private FileStream? _file;

    private string YoungPath => Path.Combine(directory, "young.ids");

    private string OldPath => Path.Combine(directory, "old.ids");

    /// <summary>Whether the id was added before. An empty id never was.</summary>
    public bool Contains(string id)
    {
        if (!IsUsable(id))
        {
            return false;
        }

        lock (_lock)
        {
            Load();
            return _young.Contains(id) || _old.Contains(id);
        }
    }

    /// <summary>Remembers an id. Call it after the message is durable, never before: else a crash between would lose the message.</summary>
    public void Add(string id)
    {
        if (!IsUsable(id))
        {
            return;
        }

        lock (_lock)
        {
            Load();
            if (_young.Add(id))
            {
                _file!.Write(Encoding.UTF8.GetBytes(id + "\n"));
            }

            if (_young.Count >= idsMax / 2)
            {
                Turn();
            }
        }
    }

    /// <summary>Forgets all ids: messages that were safe in the spool may be lost, and their repeats must be taken.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _file?.Dispose();
            _file = null;
            if (Directory.Exists(directory))
            {
                File.Delete(YoungPath);
                File.Delete(OldPath);
                DurableFiles.FlushDirectory(directory);
            }
        }
    }

    public void Dispose() => _file?.Dispose();

    private static bool IsUsable(string id) => id.Length is > 0 and <= IdLengthMax && !id.Contains('\n', StringComparison.Ordinal);

    private void Load()
    {
        if (_file is not null)
        {
            return;
        }

        DurableFiles.CreateDirectory(directory);
        _young = Read(YoungPath);
        _old = Read(OldPath);
        _file = DurableFiles.Open(YoungPath, FileMode.Append);
    }

    private void Turn()
    {
        _file!.Dispose();
        _file = null; // When the next line fails, both files are read again.
        File.Move(YoungPath, OldPath, overwrite: true);
        (_old, _young) = (_young, []);
        _file = DurableFiles.Open(YoungPath, FileMode.Append);
    }

    private static HashSet<string> Read(string path) =>
        File.Exists(path) ? [.. File.ReadLines(path).Where(line => line.Length > 0)] : [];
}
