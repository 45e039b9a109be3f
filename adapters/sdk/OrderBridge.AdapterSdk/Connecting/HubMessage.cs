using Google.Protobuf;
using Grpc.Core;

namespace OrderBridge.AdapterSdk.Connecting;

/// <summary>What the hub takes in one message.</summary>
public static class HubMessage
{
    /// <summary>Largest message that is sent, in bytes: the hub's 16 MiB without 64 KiB for what is added on the way (id, trace).</summary>
    public const int BytesMax = (16 << 20) - (64 << 10);

    /// <summary>
    /// Checked before it is sent: a larger one would end the stream that it shares with others, again at every attempt.
    /// </summary>
    /// <exception cref="HubFailureException">MESSAGE_TOO_LARGE; no repeat helps.</exception>
    public static void RequireFits(IMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var bytes = message.CalculateSize();
        if (bytes > BytesMax)
        {
            throw new HubFailureException(new HubFailure(
                StatusCode.InvalidArgument,
                "MESSAGE_TOO_LARGE",
                $"The message has {bytes} bytes and the hub takes {BytesMax}: split it where it was made (fewer lines, shorter texts), and let it be sent again.",
                null));
        }
    }
}
