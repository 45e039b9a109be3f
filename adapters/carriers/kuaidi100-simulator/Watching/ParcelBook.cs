using System.Globalization;
using OrderBridge.Kuaidi100Simulator.Pushing;

namespace OrderBridge.Kuaidi100Simulator.Watching;

/// <summary>
/// Which parcels are on their way and how far the hub was watched, so that a restart goes on with the same times.
/// Lines of a text file; without a folder only memory. Any number of callers.
/// </summary>
public sealed class ParcelBook : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Carrier, string Number), Parcel> _open = [];
    private readonly HashSet<(string, string)> _known = [];
    private readonly StreamWriter? _file;

    public ParcelBook(string directory)
    {
        if (directory.Length == 0)
        {
            return;
        }

        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, "parcels.txt");
        foreach (var line in File.Exists(path) ? File.ReadLines(path) : [])
        {
            Apply(line.Split('\t'));
        }

        _file = new StreamWriter(path, append: true) { AutoFlush = true };
    }

    /// <summary>Where to go on watching; empty at first.</summary>
    public string ResumeToken { get; private set; } = "";

    /// <summary>Parcels whose journey has not ended.</summary>
    public IReadOnlyList<Parcel> Open
    {
        get
        {
            lock (_lock)
            {
                return [.. _open.Values];
            }
        }
    }

    /// <summary>True when the parcel is new.</summary>
    public bool TryStart(Parcel parcel)
    {
        ArgumentNullException.ThrowIfNull(parcel);
        lock (_lock)
        {
            if (_known.Contains((parcel.CarrierCode, parcel.TrackingNumber)))
            {
                return false;
            }

            var start = parcel.StartTime.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
            Note("start", parcel.CarrierCode, parcel.TrackingNumber, start);
            return true;
        }
    }

    public void End(Parcel parcel)
    {
        ArgumentNullException.ThrowIfNull(parcel);
        lock (_lock)
        {
            Note("end", parcel.CarrierCode, parcel.TrackingNumber);
        }
    }

    public void Watched(string resumeToken)
    {
        lock (_lock)
        {
            if (resumeToken != ResumeToken)
            {
                Note("token", resumeToken);
            }
        }
    }

    public void Dispose() => _file?.Dispose();

    private void Note(params string[] fields)
    {
        Apply(fields);
        _file?.WriteLine(string.Join('\t', fields));
    }

    private void Apply(string[] fields)
    {
        switch (fields)
        {
            case ["start", var carrier, var number, var start] when long.TryParse(start, out var milliseconds):
                _known.Add((carrier, number));
                _open[(carrier, number)] = new Parcel(carrier, number, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
                break;
            case ["end", var carrier, var number]:
                _open.Remove((carrier, number));
                break;
            case ["token", var token]:
                ResumeToken = token;
                break;
            default:
                break; // A line that was cut off.
        }
    }
}
