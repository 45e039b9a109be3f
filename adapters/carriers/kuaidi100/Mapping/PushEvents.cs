using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Kernel.Identifying;

namespace OrderBridge.Adapters.Kuaidi100.Mapping;

/// <summary>
/// The entries of a result's data. With resultv2 each has its own code; without, only the newest is known to have the
/// result's state, and the older ones are under way: guessing from their words would make states that no carrier reported.
/// </summary>
internal static class PushEvents
{
    private const int DescriptionLengthMax = 2000;
    private const int LocationLengthMax = 500;

    public static List<TrackingEvent> Of(JsonElement? result, string keyPrefix, ref int skipped)
    {
        var entries = Entries(result, ref skipped);
        if (entries.Count == 0)
        {
            return [];
        }

        var state = PushMapper.Text(result, "state");
        var newest = entries.MaxBy(entry => entry.Time).Entry; // The first of equals: data is newest first.
        return [.. entries.Select(entry => Event(entry.Entry, entry.Time, entry.Entry.Equals(newest) ? state : "", keyPrefix))];
    }

    private static List<(JsonElement Entry, DateTimeOffset Time)> Entries(JsonElement? result, ref int skipped)
    {
        var entries = new List<(JsonElement, DateTimeOffset)>();
        if (PushMapper.Member(result, "data") is not { ValueKind: JsonValueKind.Array } data)
        {
            return entries;
        }

        foreach (var entry in data.EnumerateArray().Where(entry => entry.ValueKind is JsonValueKind.Object))
        {
            if ((PushTime.Parse(PushMapper.Text(entry, "ftime")) ?? PushTime.Parse(PushMapper.Text(entry, "time"))) is { } time)
            {
                entries.Add((entry, time));
            }
            else
            {
                skipped++;
            }
        }

        return entries;
    }

    private static TrackingEvent Event(JsonElement entry, DateTimeOffset time, string state, string keyPrefix)
    {
        var context = PushMapper.Text(entry, "context").Trim();
        var meaning = Meaning(entry, state);
        return new TrackingEvent
        {
            // Without the code: an entry that comes first with the result's state and later without is the same event.
            EventKey = keyPrefix + StableId.Of("k100", PushTime.Write(time), context),
            Status = meaning.Status,
            RawCode = meaning.Code,
            Description = Cut(context, DescriptionLengthMax),
            Location = Cut(Location(entry), LocationLengthMax),
            EventTime = time.ToTimestamp(),
            IncidentCode = meaning.Incident,
            DeliveryMode = meaning.Mode,
        };
    }

    /// <summary>The entry's own code, else the result's state for the newest, else the entry's word, else under way.</summary>
    private static StateMeaning Meaning(JsonElement entry, string state)
    {
        var code = PushMapper.Text(entry, "statusCode").Trim();
        return code.Length > 0 ? StateTable.OfCode(code)
            : state.Length > 0 ? StateTable.OfCode(state.Trim())
            : StateTable.OfName(PushMapper.Text(entry, "status").Trim())
            ?? new StateMeaning("", "", TrackingStatus.InTransit);
    }

    private static string Location(JsonElement entry) =>
        PushMapper.Text(entry, "location") is { Length: > 0 } location ? location : PushMapper.Text(entry, "areaName");

    private static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
