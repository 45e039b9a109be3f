using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrderBridge.ReferenceWms.Counting;

/// <summary>Shows the counters: a JSON file each second, a line on the console every ten.</summary>
public sealed class StatsWriter(WmsCounters counters, string file, TextWriter console, TimeProvider timeProvider)
{
    private const int LineEverySeconds = 10;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Ends when told to stop; then <see cref="Show"/> writes the last ones.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), timeProvider);
        try
        {
            for (var second = 1; await timer.WaitForNextTickAsync(stop); second++)
            {
                Write();
                if (second % LineEverySeconds == 0)
                {
                    Print();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The last figures are shown when everything has come to rest.
        }
    }

    public void Show()
    {
        Write();
        Print();
    }

    private void Print() => console.WriteLine(counters.Read(timeProvider.GetUtcNow()).Summary);

    /// <summary>Moved into place, so that a reader never sees half a file.</summary>
    private void Write()
    {
        if (file.Length == 0)
        {
            return;
        }

        var unfinished = file + ".tmp";
        File.WriteAllText(unfinished, JsonSerializer.Serialize(counters.Read(timeProvider.GetUtcNow()), Json));
        File.Move(unfinished, file, overwrite: true);
    }
}
