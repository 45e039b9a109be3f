using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage.Committing;

namespace OrderBridge.Storage.Postgres.Committing;

/// <summary>What came from outside: request marks, raw bytes, quarantined messages.</summary>
internal sealed class MessageWrites : IBatchPart
{
    private readonly Column<string> _oldRequest = Column.Text();
    private readonly Column<string> _requestKey = Column.Text();
    private readonly Column<string> _requestBody = Column.Text();
    private readonly Column<long> _requestTime = Column.Int64();
    private readonly Column<string> _rawHash = Column.Text();
    private readonly Column<string> _rawSource = Column.Text();
    private readonly Column<string> _rawType = Column.Text();
    private readonly Column<int> _rawEncoding = Column.Int32();
    private readonly Column<int> _rawSize = Column.Int32();
    private readonly Column<byte[]> _rawContent = Column.Bytes();
    private readonly Column<string> _messageId = Column.Text();
    private readonly Column<string> _messageSource = Column.Text();
    private readonly Column<string> _messageReason = Column.Text();
    private readonly Column<string> _messageText = Column.Text();
    private readonly Column<string> _messageRaw = Column.Text();
    private readonly Column<long> _messageTime = Column.Int64();

    public MessageWrites()
    {
        Statements =
        [
            new ArrayStatement("DELETE FROM journal_requests WHERE key IN (SELECT * FROM {rows} o(key) ORDER BY o.key)", _oldRequest),
            new ArrayStatement(
                "INSERT INTO journal_requests SELECT * FROM {rows} n(key, body_hash, recorded) ORDER BY n.key", _requestKey, _requestBody, _requestTime),
            new ArrayStatement("""
                INSERT INTO raw_payloads (hash, source, content_type, encoding, size_bytes, content)
                SELECT * FROM {rows} n(hash, source, content_type, encoding, size_bytes, content) ORDER BY n.hash ON CONFLICT DO NOTHING
                """, _rawHash, _rawSource, _rawType, _rawEncoding, _rawSize, _rawContent),
            new ArrayStatement("""
                INSERT INTO quarantine (id, source, reason, message, raw_hash, recorded_time_us)
                SELECT * FROM {rows} n(id, source, reason, message, raw_hash, recorded) ORDER BY n.id ON CONFLICT DO NOTHING
                """, _messageId, _messageSource, _messageReason, _messageText, _messageRaw, _messageTime),
        ];
    }

    public IEnumerable<ArrayStatement> Statements { get; }

    public void Fill(BatchWrites writes, KnownKeys known)
    {
        var recorded = HashChain.Microseconds(writes.RecordedTime);
        foreach (var key in known.OldRequests)
        {
            _oldRequest.Add(key);
        }

        foreach (var commit in writes.Accepted)
        {
            AddRequest(commit, recorded);
            AddRaw(commit);
            AddMessage(commit, recorded);
        }
    }

    private void AddRequest(PreparedCommit commit, long recorded)
    {
        if (commit.Source.Request is { } request)
        {
            _requestKey.Add(request.Key);
            _requestBody.Add(request.BodyHash);
            _requestTime.Add(recorded);
        }
    }

    private void AddRaw(PreparedCommit commit)
    {
        if (commit.Raw is { } raw)
        {
            _rawHash.Add(raw.Hash);
            _rawSource.Add(raw.Source);
            _rawType.Add(raw.ContentType);
            _rawEncoding.Add(raw.Encoding);
            _rawSize.Add(raw.SizeBytes);
            _rawContent.Add(raw.Content);
        }
    }

    private void AddMessage(PreparedCommit commit, long recorded)
    {
        if (commit.Source.Quarantine is { } message)
        {
            _messageId.Add(message.Id);
            _messageSource.Add(message.Source);
            _messageReason.Add(message.Reason);
            _messageText.Add(message.Message);
            _messageRaw.Add(message.RawHash);
            _messageTime.Add(recorded);
        }
    }
}
