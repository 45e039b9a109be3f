using System.Globalization;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Server.WireFormat;

namespace OrderBridge.Server.Streaming;

/// <summary>A journal position as clients carry it. Opaque to them, so that its form may change.</summary>
public static class ResumeTokens
{
    private const string Prefix = "j1-";

    public static string Of(long position) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{position}");

    /// <summary>Null for an empty token.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT RESUME_TOKEN_INVALID.</exception>
    public static long? Read(string token) => token.Length == 0 ? null : TryRead(token) ?? throw Strange();

    /// <summary>Null for a text that is no token.</summary>
    public static long? TryRead(string token) => token.StartsWith(Prefix, StringComparison.Ordinal)
        && long.TryParse(token.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? position
            : null;

    public static Grpc.Core.RpcException Strange() => ProblemWire.ToRpcException(Refusal.Invalid(
        "RESUME_TOKEN_INVALID", "Send a resume_token as this hub gave it, or none to start afresh.",
        new FieldViolation("resume_token", "RESUME_TOKEN_INVALID", "Use the newest token received from this stream.")));
}
