using System.Globalization;
using System.Text;

namespace OrderBridge.AdapterSdk.Spooling;

/// <summary>
/// Up to where everything is delivered. It may lag behind: what lies between is delivered again, which the hub recognises.
/// It is never flushed and never ahead.
/// </summary>
internal sealed class SpoolCursor(string path, int every)
{
    private readonly SortedSet<long> _open = [];
    private long _issued;
    private long _written;
    private int _since;

    /// <summary>Highest sequence up to which all is delivered.</summary>
    public long Position { get; private set; }

    /// <summary>Records that were handed out and are not delivered.</summary>
    public int OpenCount => _open.Count;

    public static SpoolCursor Load(string directory, int every)
    {
        var cursor = new SpoolCursor(Path.Combine(directory, "cursor"), every);
        var text = File.Exists(cursor.FilePath) ? File.ReadAllText(cursor.FilePath) : "";
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
        {
            cursor.Position = cursor._written = cursor._issued = position;
        }

        return cursor;
    }

    private string FilePath { get; } = path;

    /// <summary>A record was handed to the reader. Sequences come in rising order.</summary>
    public void Issue(long sequence)
    {
        _open.Add(sequence);
        _issued = sequence;
    }

    /// <summary>A record is delivered. True when it was open.</summary>
    public bool Complete(long sequence)
    {
        if (!_open.Remove(sequence))
        {
            return false;
        }

        Position = _open.Count == 0 ? _issued : Math.Max(Position, _open.Min - 1);
        _since++;
        return true;
    }

    /// <summary>Saves after so many completed records.</summary>
    public void SaveWhenDue()
    {
        if (_since >= every)
        {
            Save();
        }
    }

    public void Save()
    {
        _since = 0;
        if (Position == _written)
        {
            return;
        }

        DurableFiles.Replace(FilePath, Encoding.ASCII.GetBytes(Position.ToString(CultureInfo.InvariantCulture)), flush: false);
        _written = Position;
    }
}
