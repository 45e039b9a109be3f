using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Google.Protobuf;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Server.WireFormat;

namespace OrderBridge.Server.Services;

/// <summary>What every service does around a call.</summary>
internal static class Answers
{
    /// <summary>Raw payloads are kept up to 1 MiB.</summary>
    public const int RawMax = 1024 * 1024;

    /// <summary>The value, or the refusal as a status.</summary>
    public static T Require<T>(this Outcome<T> outcome) => outcome.Refusal is { } refusal ? throw ProblemWire.ToRpcException(refusal) : outcome.Value!;

    /// <summary>A page size within 1 to <paramref name="max"/>; zero is the default.</summary>
    public static int PageSize(int asked, int usual, int max) => asked switch
    {
        0 => usual,
        > 0 when asked <= max => asked,
        _ => throw Invalid("page_size", "PAGE_SIZE_INVALID", string.Create(CultureInfo.InvariantCulture, $"Set 1 to {max}, or 0 for {usual}.")),
    };

    public static Grpc.Core.RpcException Invalid(string field, string reason, string fix) =>
        ProblemWire.ToRpcException(Refusal.Invalid(reason, $"{field}: {fix}", new FieldViolation(field, reason, fix)));

    public static Grpc.Core.RpcException Missing(string reason, string message) => ProblemWire.ToRpcException(Refusal.Missing(reason, message));

    /// <summary>A required text of at most <paramref name="max"/> characters.</summary>
    public static string Text(string value, string field, int max = 100) => value.Length switch
    {
        0 => throw Invalid(field, "FIELD_REQUIRED", string.Create(CultureInfo.InvariantCulture, $"Set 1 to {max:N0} characters.")),
        var length when length > max => throw Invalid(
            field, "FIELD_INVALID", string.Create(CultureInfo.InvariantCulture, $"Shorten it to {max:N0} characters; it has {length:N0}.")),
        _ => value,
    };

    /// <summary>The value in the hub's words. A number that nobody knows is refused; one that is not set is left to the decision.</summary>
    public static TDomain Known<TDomain, TWire>(this EnumMap<TDomain, TWire> map, TWire value, string field)
        where TDomain : struct, Enum
        where TWire : struct, Enum =>
        map.TryRead(value) ?? throw Invalid(field, "FIELD_INVALID", "Set a value that the contract names.");

    /// <summary>The values in the hub's words; one that is not set is as wrong in a list as one that nobody knows.</summary>
    public static ImmutableArray<TDomain> AllKnown<TDomain, TWire>(EnumMap<TDomain, TWire> map, IEnumerable<TWire> values, string field)
        where TDomain : struct, Enum
        where TWire : struct, Enum =>
        [.. values.Select((v, i) => map.TryRead(v) is { } known && !known.Equals(default(TDomain))
            ? known
            : throw Invalid(string.Create(CultureInfo.InvariantCulture, $"{field}[{i}]"), "FIELD_INVALID", "Set a value that the contract names, and not UNSPECIFIED."))];

    /// <summary>A duration of at most ten years.</summary>
    public static TimeSpan Span(string field, Google.Protobuf.WellKnownTypes.Duration value) =>
        value.Seconds is >= -315_360_000 and <= 315_360_000 && Math.Abs((long)value.Nanos) < 1_000_000_000
            ? TimeSpan.FromSeconds(value.Seconds) + TimeSpan.FromTicks(value.Nanos / 100)
            : throw Invalid(field, "FIELD_INVALID", "Set a duration within ten years.");

    /// <summary>The raw bytes with their hash; null when there are none.</summary>
    public static RawPayload? Raw(ByteString bytes, string contentType, string source) => bytes.IsEmpty
        ? null
        : new RawPayload(Convert.ToHexStringLower(SHA256.HashData(bytes.Span)), source, contentType, bytes.Memory);

    public static string HashOf(IMessage message) => Convert.ToHexStringLower(SHA256.HashData(message.ToByteArray()));
}
