using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Server.Services;
using OrderBridge.Server.WireFormat;

namespace OrderBridge.Server.Reading;

/// <summary>
/// Requests whose bytes are no message: broken protobuf, or a text that is not UTF-8. Each stands in its call as far as it could be read, so that the
/// answer can name its message_id and a stream can go on; <see cref="Limiting.RequestLimits"/> refuses it before anybody works on it.
/// </summary>
internal static class UnreadableMessages
{
    /// <summary>Goes with the message, which nothing else holds for long.</summary>
    private static readonly ConditionalWeakTable<IMessage, Bytes> Known = [];

    /// <summary>Reads as <paramref name="marshaller"/> does, and marks what it cannot read.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT at once where no check of ours follows: health and reflection.</exception>
    public static Marshaller<T> Tolerant<T>(Marshaller<T> marshaller)
        where T : class => Marshallers.Create(marshaller.ContextualSerializer, context => Read(marshaller.ContextualDeserializer, context));

    /// <summary>Why a message cannot be taken; null for one that was read.</summary>
    public static Refusal? Check(IMessage message) => Known.TryGetValue(message, out _) ? Unreadable(message.Descriptor) : null;

    /// <summary>What was sent instead of the message, at most 1 MiB of it; null for one that was read.</summary>
    public static RawPayload? RawOf(IMessage message, string source)
    {
        if (!Known.TryGetValue(message, out var bytes))
        {
            return null;
        }

        var cut = bytes.Length > bytes.Kept.Length ? string.Create(CultureInfo.InvariantCulture, $"; cutFrom={bytes.Length}") : string.Empty;
        return Answers.Raw(bytes.Kept, $"application/x-protobuf; messageType={message.Descriptor.FullName}{cut}", source);
    }

    private static T Read<T>(Func<DeserializationContext, T> read, DeserializationContext context)
        where T : class
    {
        try
        {
            return read(context);
        }
        catch (InvalidProtocolBufferException)
        {
            return (T)Marked((IMessage)Activator.CreateInstance<T>(), context.PayloadAsReadOnlySequence());
        }
    }

    private static IMessage Marked(IMessage message, ReadOnlySequence<byte> payload)
    {
        if (!message.Descriptor.File.Package.StartsWith("orderbridge.", StringComparison.Ordinal))
        {
            throw Unreadable(message.Descriptor).ToRpcException();
        }

        try
        {
            message.MergeFrom(payload.ToArray());
        }
        catch (InvalidProtocolBufferException)
        {
            // What stood before the unreadable bytes is in the message now.
        }

        Known.Add(message, new Bytes(ByteString.CopyFrom(payload.Slice(0, Math.Min(payload.Length, Answers.RawMax)).ToArray()), payload.Length));
        return message;
    }

    private static Refusal Unreadable(MessageDescriptor kind)
    {
        var fix = $"Send one {kind.FullName} in protobuf's binary form, with texts in UTF-8.";
        return Refusal.Invalid(
            GeneralReasons.MessageUnreadable, $"The bytes cannot be read. {fix}", new FieldViolation(kind.Name, GeneralReasons.MessageUnreadable, fix));
    }

    /// <param name="Kept">The first of them.</param>
    /// <param name="Length">Of all.</param>
    private sealed record Bytes(ByteString Kept, long Length);
}
