using Google.Protobuf.WellKnownTypes;
using OrderBridge.Kernel.Deciding;

namespace OrderBridge.Server.WireFormat;

/// <summary>Times of requests: a wrong one is the caller's mistake and gets a refusal, not an exception.</summary>
public static class RequestTimes
{
    private const string Fix = "Send seconds within the years 1 to 9999 and 0 to 999,999,999 nanoseconds.";

    /// <summary>Null when absent.</summary>
    public static Outcome<DateTimeOffset?> Read(string field, Timestamp? time) => time is null
        ? new Outcome<DateTimeOffset?>(null, null)
        : WireTimes.TryRead(time) is { } read ? new Outcome<DateTimeOffset?>(read, null) : Invalid(field);

    /// <summary>Refuses an absent one too.</summary>
    public static Outcome<DateTimeOffset> Required(string field, Timestamp? time) => time is null
        ? Missing(field)
        : WireTimes.TryRead(time) is { } read ? read : Invalid(field);

    internal static FieldViolation Violation(string field) => new(field, GeneralReasons.FieldInvalid, Fix);

    private static Refusal Invalid(string field) => Refusal.Invalid(GeneralReasons.FieldInvalid, $"{field}: {Fix}", Violation(field));

    private static Refusal Missing(string field) => Refusal.Invalid(
        GeneralReasons.FieldRequired, $"Set {field}.", new FieldViolation(field, GeneralReasons.FieldRequired, "Set the time."));
}
