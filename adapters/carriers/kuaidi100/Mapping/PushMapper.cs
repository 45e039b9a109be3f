using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using OrderBridge.AdapterSdk.Receiving;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Kernel.Wording;

namespace OrderBridge.Adapters.Kuaidi100.Mapping;

/// <summary>
/// A Kuaidi100 push in the hub's words. Pure. A push carries everything known of the parcel, newest first, and grows; each
/// entry keeps the same event key in every push, so that the hub records it once.
/// </summary>
/// <remarks>
/// The push's own status (polling, shutdown, abort, updateall) says whether Kuaidi100 goes on watching, not where the parcel
/// is: a shutdown may wrap "no records for three days" around a signed result. Only abort adds something: nobody watches any
/// more, which a person should know unless the parcel has arrived.
/// </remarks>
public static class PushMapper
{
    private static readonly TrackingStatus[] Ends = [TrackingStatus.Delivered, TrackingStatus.Returned, TrackingStatus.Lost];

    /// <param name="param">Text of the form field param, UTF-8.</param>
    /// <param name="receiveTime">When the push came; time of an abort and of an end without a readable entry, which have none of their own.</param>
    public static PushResult Map(ReadOnlyMemory<byte> param, DateTimeOffset receiveTime)
    {
        try
        {
            using var json = JsonDocument.Parse(param);
            return Map(json.RootElement, receiveTime);
        }
        catch (JsonException e)
        {
            return PushResult.Of("PAYLOAD_NOT_JSON", $"param is not JSON: line {e.LineNumber}, byte {e.BytePositionInLine}.");
        }
        catch (InvalidOperationException e) when (JsonStrings.IsNotText(e))
        {
            return PushResult.Of(JsonStrings.NotText, "A string of param is no text: half a character, or bytes that are no UTF-8.");
        }
    }

    private static PushResult Map(JsonElement push, DateTimeOffset receiveTime)
    {
        var last = Member(push, "lastResult");
        var number = Text(last, "nu").Trim();
        var company = Company(push, last);
        if (number.Length is 0 or > 100 || company.Length is 0 or > 50)
        {
            return PushResult.Of("PARCEL_UNKNOWN", "lastResult names no tracking number (nu) or no company (com).");
        }

        var skipped = 0;
        var events = Events(last, Member(push, "destResult"), receiveTime, ref skipped);
        if (Text(push, "status") is "abort" && !events.Exists(e => Ends.Contains(e.Status)))
        {
            events.Add(Abort(Text(push, "message"), receiveTime));
        }

        return new PushResult(CarrierCodes.FromCompany(company), number, events, SkippedEvents: skipped);
    }

    /// <summary>Entries, and the end where a result knows it and no entry tells it; oldest first, of the same moment the end last.</summary>
    private static List<TrackingEvent> Events(JsonElement? last, JsonElement? destination, DateTimeOffset receiveTime, ref int skipped)
    {
        var here = PushEvents.Of(last, "", ref skipped);
        var there = PushEvents.Of(destination, "dest:", ref skipped);
        List<TrackingEvent> all = [.. here, .. there];
        all.AddRange([.. PushEvents.MissingEnd(last, "", here, all, receiveTime), .. PushEvents.MissingEnd(destination, "dest:", there, all, receiveTime)]);
        return [.. all.OrderBy(e => e.EventTime)];
    }

    /// <summary>
    /// When Kuaidi100 finds that the number belongs to another carrier it names the company of the subscription in comOld:
    /// the hub knows the parcel under that one.
    /// </summary>
    private static string Company(JsonElement push, JsonElement? last) =>
        Text(push, "autoCheck") is "1" && Text(push, "comOld") is { Length: > 0 } subscribed ? subscribed : Text(last, "com");

    private static TrackingEvent Abort(string message, DateTimeOffset receiveTime) => new()
    {
        EventKey = "abort",
        Status = TrackingStatus.Exception,
        RawCode = "abort",
        Description = message.Length > 0 ? message.Cut(PushEvents.DescriptionLengthMax) : "快递100停止跟踪",
        EventTime = receiveTime.ToTimestamp(),
        IncidentCode = "NO_UPDATE",
    };

    internal static JsonElement? Member(JsonElement? owner, string name) =>
        owner is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var value)
        && value.ValueKind is not JsonValueKind.Null ? value : null;

    /// <summary>A string, or the digits of a number; empty for all else.</summary>
    internal static string Text(JsonElement? owner, string name) => Member(owner, name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => "",
    };
}
