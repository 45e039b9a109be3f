using Google.Protobuf;

namespace OrderBridge.Server.Services;

/// <summary>
/// How much of a page is left: one of large rows ends early, so that a client that takes the usual 4 MiB can read every list. One row always fits, however
/// large it is.
/// </summary>
internal sealed class PageRoom
{
    /// <summary>3 MiB of rows: the rest of the usual 4 MiB is for what stands around them.</summary>
    private const int BytesMax = 3 * 1024 * 1024;

    private long _bytes;

    /// <summary>Whether the row still belongs to the page; asked for each in turn.</summary>
    public bool Takes(IMessage row)
    {
        var isFirst = _bytes == 0;
        _bytes += row.CalculateSize();
        return isFirst || _bytes <= BytesMax;
    }
}
