using System.Globalization;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Kernel.Identifying;
using OrderBridge.Kernel.Wording;

namespace OrderBridge.Adapters.Kuaidi100.Mapping;

/// <summary>
/// The entries of a result's data. With resultv2 each has its own code; without, only the newest is known to have the
/// result's state, and the older ones are under way: guessing from their words would make states that no carrier reported.
/// </summary>
/// <remarks>
/// An entry keeps its key in every push, unless it says more than before: the same words come first with "under way" and then with "signed".
/// So the key holds what the entry means, and nothing more for picked up and under way, which an entry without a code of its own changes
/// between when it is no longer the newest. Other states leave a second entry "under way" of the same moment behind then, which the hub puts first.
/// </remarks>
internal static class PushEvents
{
    internal const int DescriptionLengthMax = 2000;
    private const int LocationLengthMax = 500;

    private static readonly TrackingStatus[] Ends = [TrackingStatus.Delivered, TrackingStatus.Returned, TrackingStatus.Refused];

    public static List<TrackingEvent> Of(JsonElement? result, string keyPrefix, ref int skipped)
    {
        var entries = Entries(result, ref skipped);
        if (entries.Count == 0)
        {
            return [];
        }

        var state = State(result);
        var newest = entries.MaxBy(entry => entry.Time).Entry; // The first of equals: data is newest first.
        return [.. entries.Select(entry => Event(entry.Entry, entry.Time, entry.Entry.Equals(newest) ? state : "", keyPrefix))];
    }

    /// <summary>
    /// The end that the result's state knows and no entry tells: the push holds no entries any more, the time of the newest cannot be read, or
    /// all entries are coded as under way. No other push may follow, so the state is then the only news of it.
    /// </summary>
    /// <remarks>An end that an entry of the push tells is more exact and adds nothing: 4 is also the group of what was refused and is not back yet.</remarks>
    /// <param name="own">The result's entries; the end is at the time of their newest.</param>
    /// <param name="all">The push's entries.</param>
    /// <param name="receiveTime">Time of an end without any entry.</param>
    public static List<TrackingEvent> MissingEnd(
        JsonElement? result, string keyPrefix, List<TrackingEvent> own, List<TrackingEvent> all, DateTimeOffset receiveTime)
    {
        var meaning = StateTable.OfCode(State(result));
        return Ends.Contains(meaning.Status) && (own.Count == 0 || !all.Exists(e => Ends.Contains(e.Status)))
            ? [End(meaning, keyPrefix, own.Count == 0 ? receiveTime.ToTimestamp() : own.Max(e => e.EventTime)!)]
            : [];
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

    /// <summary>Signed for when only ischeck says so.</summary>
    private static string State(JsonElement? result) =>
        PushMapper.Text(result, "state").Trim() is { Length: > 0 } state ? state : PushMapper.Text(result, "ischeck") is "1" ? "3" : "";

    /// <summary>One key in every push, so that the hub keeps the first.</summary>
    private static TrackingEvent End(StateMeaning meaning, string keyPrefix, Timestamp time) => new()
    {
        EventKey = keyPrefix + StableId.Of("k100", "end", Word(meaning)),
        Status = meaning.Status,
        RawCode = meaning.Code,
        Description = meaning.Name,
        EventTime = time,
        IncidentCode = meaning.Incident,
        DeliveryMode = meaning.Mode,
    };

    private static TrackingEvent Event(JsonElement entry, DateTimeOffset time, string state, string keyPrefix)
    {
        var context = PushMapper.Text(entry, "context").Trim();
        var meaning = Meaning(entry, state);
        return new TrackingEvent
        {
            EventKey = keyPrefix + Key(time, context, meaning),
            Status = meaning.Status,
            RawCode = meaning.Code,
            Description = context.Cut(DescriptionLengthMax),
            Location = Location(entry).Cut(LocationLengthMax),
            EventTime = time.ToTimestamp(),
            IncidentCode = meaning.Incident,
            DeliveryMode = meaning.Mode,
        };
    }

    private static string Key(DateTimeOffset time, string context, StateMeaning meaning) => meaning.Status is TrackingStatus.InTransit or TrackingStatus.PickedUp
        ? StableId.Of("k100", PushTime.Write(time), context)
        : StableId.Of("k100", PushTime.Write(time), context, Word(meaning));

    /// <summary>What an event says, as a part of its key: the status' number on the wire, and the problem it names.</summary>
    private static string Word(StateMeaning meaning) => ((int)meaning.Status).ToString(CultureInfo.InvariantCulture) + meaning.Incident;

    /// <summary>The entry's own code, else the result's state for the newest, else the entry's word, else under way.</summary>
    private static StateMeaning Meaning(JsonElement entry, string state)
    {
        var code = PushMapper.Text(entry, "statusCode").Trim();
        return code.Length > 0 ? StateTable.OfCode(code)
            : state.Length > 0 ? StateTable.OfCode(state)
            : StateTable.OfName(PushMapper.Text(entry, "status").Trim())
            ?? new StateMeaning("", "", TrackingStatus.InTransit);
    }

    private static string Location(JsonElement entry) =>
        PushMapper.Text(entry, "location") is { Length: > 0 } location ? location : PushMapper.Text(entry, "areaName");
}
