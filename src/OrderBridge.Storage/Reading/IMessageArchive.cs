using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage.Rows;

namespace OrderBridge.Storage.Reading;

/// <summary>A quarantined message and when it came.</summary>
public sealed record QuarantineEntry(QuarantinedMessage Message, DateTimeOffset RecordedTime);

/// <summary>What channels sent: the bytes as they came, and the messages that could not become anything.</summary>
public interface IMessageArchive
{
    /// <summary>The bytes under a hash; null when they were never kept.</summary>
    ValueTask<RawPayload?> FindRawAsync(string hash, CancellationToken cancellationToken);

    /// <summary>One message; null when it is not kept.</summary>
    ValueTask<QuarantineEntry?> FindQuarantinedAsync(string id, CancellationToken cancellationToken);

    /// <summary>Newest first, before an entry of the page before; null starts at the newest.</summary>
    ValueTask<IReadOnlyList<QuarantineEntry>> ListQuarantineAsync(QuarantineEntry? before, int limit, CancellationToken cancellationToken);
}

/// <inheritdoc cref="IMessageArchive"/>
public sealed class MessageArchive(IRowSource rows) : IMessageArchive
{
    public async ValueTask<RawPayload?> FindRawAsync(string hash, CancellationToken cancellationToken)
    {
        var found = await rows.ListAsync(source => source.Of<RawPayloadRow>().Where(r => r.Hash == hash), cancellationToken).ConfigureAwait(false);
        return found.SingleOrDefault()?.Unpacked();
    }

    public async ValueTask<QuarantineEntry?> FindQuarantinedAsync(string id, CancellationToken cancellationToken)
    {
        var found = await rows.ListAsync(source => source.Of<QuarantineRow>().Where(q => q.Id == id), cancellationToken).ConfigureAwait(false);
        return found.Select(Entry).SingleOrDefault();
    }

    public async ValueTask<IReadOnlyList<QuarantineEntry>> ListQuarantineAsync(
        QuarantineEntry? before, int limit, CancellationToken cancellationToken)
    {
        var page = await rows.ListAsync(
            source => Before(source.Of<QuarantineRow>(), before).OrderByDescending(q => q.RecordedTimeUs).ThenBy(q => q.Id).Take(limit),
            cancellationToken).ConfigureAwait(false);
        return [.. page.Select(Entry)];
    }

    private static IQueryable<QuarantineRow> Before(IQueryable<QuarantineRow> all, QuarantineEntry? before)
    {
        if (before is null)
        {
            return all;
        }

        var timeUs = HashChain.Microseconds(before.RecordedTime);
        var id = before.Message.Id;
        return all.Where(q => q.RecordedTimeUs < timeUs || (q.RecordedTimeUs == timeUs && string.Compare(q.Id, id) > 0));
    }

    private static QuarantineEntry Entry(QuarantineRow row) => new(
        new QuarantinedMessage(row.Id, row.Source, row.Reason, row.Message, row.RawHash), HashChain.FromMicroseconds(row.RecordedTimeUs));
}
