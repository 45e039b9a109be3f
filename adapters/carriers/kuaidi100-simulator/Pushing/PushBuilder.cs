using System.Text.Encodings.Web;
using System.Text.Json;
using OrderBridge.Adapters.Kuaidi100.Mapping;
using OrderBridge.Kuaidi100Simulator.Routing;

namespace OrderBridge.Kuaidi100Simulator.Pushing;

/// <summary>A parcel on its way.</summary>
/// <param name="CarrierCode">Carrier in the hub's words.</param>
/// <param name="TrackingNumber">Number.</param>
/// <param name="StartTime">When it left the warehouse.</param>
public sealed record Parcel(string CarrierCode, string TrackingNumber, DateTimeOffset StartTime);

/// <summary>The text of a push, shaped as Kuaidi100's with resultv2=4. Pure: the same entries have the same times in every push.</summary>
public static class PushBuilder
{
    // As the platform writes it: Chinese stays readable.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Build(Parcel parcel, Route route, PlannedPush push, double speed)
    {
        ArgumentNullException.ThrowIfNull(parcel);
        ArgumentNullException.ThrowIfNull(route);
        ArgumentNullException.ThrowIfNull(push);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Plain))
        {
            Write(json, parcel, route, push, Times(parcel, route, speed));
        }

        return stream.ToArray();
    }

    /// <summary>Times to the second, each after the one before, however fast it goes.</summary>
    public static DateTimeOffset[] Times(Parcel parcel, Route route, double speed)
    {
        ArgumentNullException.ThrowIfNull(parcel);
        ArgumentNullException.ThrowIfNull(route);
        var times = new DateTimeOffset[route.Steps.Count];
        for (var i = 0; i < times.Length; i++)
        {
            var time = DateTimeOffset.FromUnixTimeSeconds((parcel.StartTime + (route.Steps[i].Offset / speed)).ToUnixTimeSeconds());
            times[i] = i > 0 && time <= times[i - 1] ? times[i - 1].AddSeconds(1) : time;
        }

        return times;
    }

    private static void Write(Utf8JsonWriter json, Parcel parcel, Route route, PlannedPush push, DateTimeOffset[] times)
    {
        var newest = route.Steps[push.Entries - 1];
        var isSigned = newest.Code[0] is '3';
        json.WriteStartObject();
        json.WriteString("status", !push.IsLast ? "polling" : route.IsAborted ? "abort" : "shutdown");
        json.WriteString("billstatus", isSigned ? "check" : "sending");
        json.WriteString("message", push.IsLast && route.IsAborted ? "60天无变化" : "");
        json.WriteStartObject("lastResult");
        json.WriteString("message", "ok");
        json.WriteString("nu", parcel.TrackingNumber);
        json.WriteString("ischeck", isSigned ? "1" : "0");
        json.WriteString("com", CarrierCodes.ToCompany(parcel.CarrierCode));
        json.WriteString("status", "200");
        json.WriteStartArray("data");
        for (var i = push.Entries - 1; i >= 0; i--)
        {
            WriteEntry(json, route.Steps[i], times[i]);
        }

        json.WriteEndArray();
        json.WriteString("state", newest.Code);
        json.WriteString("condition", "00");
        json.WriteBoolean("isLoop", false);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, RouteStep step, DateTimeOffset time)
    {
        var written = PushTime.Write(time);
        json.WriteStartObject();
        json.WriteString("time", written);
        json.WriteString("context", step.Context);
        json.WriteString("ftime", written);
        json.WriteNull("areaCode");
        json.WriteString("areaName", step.Location);
        json.WriteString("status", StateTable.OfCode(step.Code).Name);
        json.WriteString("location", "");
        json.WriteString("statusCode", step.Code);
        json.WriteEndObject();
    }
}
