using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace OrderBridge.AdapterSdk.Receiving;

/// <summary>Reads a request's bytes as they came. Signatures are made over bytes: nothing may be parsed or decoded before.</summary>
public static class RawBody
{
    /// <summary>What a body that was refused says of its size, for people.</summary>
    public static string SizeOf(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.ContentLength?.ToString(CultureInfo.InvariantCulture) ?? "more";
    }

    /// <summary>The bytes, or null when there are more than the limit.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int bytesMax, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.ContentLength > bytesMax)
        {
            return null;
        }

        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > bytesMax)
            {
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
