using OrderBridge.Kernel.Journaling;

namespace OrderBridge.Storage.Reading;

/// <summary>Pages of the journal are bounded by bytes as well as by number: an order of 2,000 lines is a thousand times as large as a scan.</summary>
public static class JournalPages
{
    /// <summary>Payload bytes of a page, 16 MiB. The record that goes beyond is still in it, so that every page has one.</summary>
    public const int BytesMax = 16 * 1024 * 1024;

    /// <summary>How many of the records, from an index on, make a page.</summary>
    public static int CountFrom(IReadOnlyList<JournalRecord> records, int index, int limit)
    {
        ArgumentNullException.ThrowIfNull(records);
        var end = index;
        for (long bytes = 0; end < records.Count && end - index < limit && bytes < BytesMax; end++)
        {
            bytes += records[end].Payload.Length;
        }

        return end - index;
    }
}
