namespace OrderBridge.ReferenceWms.Taking;

/// <summary>Where tasks come from: a gRPC stream here, a Kafka consumer group in a bigger house. The rest of the program cannot tell.</summary>
public interface ITaskSource
{
    /// <summary>
    /// Reads tasks at least once, in order for one piece of work, until the connection breaks or the token is cancelled. It may end or
    /// throw at any time; the caller begins again after the last token it has stored.
    /// </summary>
    /// <param name="resumeToken">Last token that was stored; empty begins at the beginning.</param>
    IAsyncEnumerable<TaskMessage> ReadAsync(string resumeToken, CancellationToken cancellationToken);

    /// <summary>
    /// Everything that was read up to this message is in the inbox. A Kafka source moves its offsets here; a source whose cursor is the
    /// inbox's own, stored in the same transaction, has nothing to do.
    /// </summary>
    /// <param name="last">The very object that was read.</param>
    ValueTask ConfirmAsync(TaskMessage last, CancellationToken cancellationToken);
}

/// <summary>One message of a source.</summary>
/// <param name="Task">Null in a heartbeat.</param>
/// <param name="ResumeToken">Where to go on when this message is stored; empty where the source itself remembers.</param>
/// <param name="ReceiveTime">When it arrived here.</param>
public sealed record TaskMessage(WarehouseTask? Task, string ResumeToken, DateTimeOffset ReceiveTime);
