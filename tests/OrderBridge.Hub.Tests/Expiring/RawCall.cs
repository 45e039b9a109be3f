using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using OrderBridge.Contracts.Common.V1;

namespace OrderBridge.Hub.Tests.Expiring;

/// <summary>A unary call by hand over HTTP/2: no client library that could end it by its own clock.</summary>
internal static class RawCall
{
    /// <param name="timeout">As gRPC writes it, such as 300m.</param>
    /// <returns>The status code's number.</returns>
    public static async Task<string> SendAsync(RunningHub hub, string method, IMessage message, string timeout)
    {
        using var client = new HttpClient { BaseAddress = new Uri(hub.Address), Timeout = Patience.Length };
        using var request = new HttpRequestMessage(HttpMethod.Post, method)
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(Framed(message.ToByteArray())),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.Add("te", "trailers");
        request.Headers.Add("grpc-timeout", timeout);
        request.Headers.Add("authorization", $"Bearer {HubKeys.Of(Role.Admin)}");
        using var response = await client.SendAsync(request);
        return response.TrailingHeaders.TryGetValues("grpc-status", out var status) || response.Headers.TryGetValues("grpc-status", out status)
            ? status.Single()
            : throw new InvalidOperationException($"No gRPC status in {response}.");
    }

    private static byte[] Framed(byte[] message)
    {
        var frame = new byte[message.Length + 5];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }
}
