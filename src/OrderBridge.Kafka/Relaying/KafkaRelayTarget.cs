using Confluent.Kafka;
using OrderBridge.Kafka.Connecting;
using OrderBridge.Kafka.Topics;

namespace OrderBridge.Kafka.Relaying;

/// <summary>Kafka as a relay's target: a transactional producer, whose id shuts out former owners, and the mark as a record of the same transaction.</summary>
public sealed class KafkaRelayTarget(KafkaClients clients, TopicMaker topics, KafkaOptions options, TimeProvider timeProvider) : IRelayTarget, IDisposable
{
    /// <summary>The client's calls block; in slices, so that a hub that stops need not wait for all of it.</summary>
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(1);

    /// <summary>How long an unfinished transaction may take to be taken back; else brokers do it after its timeout.</summary>
    private static readonly TimeSpan AbortPatience = TimeSpan.FromSeconds(3);

    private readonly RelayMarks _marks = new(clients, options, timeProvider);
    private IProducer<string, byte[]>? _producer;
    private bool _isInTransaction;

    public async Task<RelayMark?> OpenAsync(CancellationToken cancellationToken)
    {
        await CloseAsync().ConfigureAwait(false);
        KafkaLibrary.Require();
        await topics.MakeAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => Open(cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public Task<RelayMark?> MarkAsync(CancellationToken cancellationToken) => Task.Run(() => _marks.Read(JournalRelay.Cursor, cancellationToken), cancellationToken);

    public Task SendAsync(IReadOnlyList<RelayMessage> messages, RelayMark mark, CancellationToken cancellationToken) =>
        Task.Run(() => Send(messages, mark, cancellationToken), cancellationToken);

    public Task CloseAsync() => Task.Run(Close);

    public void Dispose() => Close();

    private RelayMark? Open(CancellationToken cancellationToken)
    {
        try
        {
            _producer = clients.Transactional($"orderbridge-relay-{JournalRelay.Cursor}");
            Patiently(_producer.InitTransactions, cancellationToken);
            return _marks.Read(JournalRelay.Cursor, cancellationToken);
        }
        catch (KafkaException e) when (IsFenced(e))
        {
            throw Fenced(e);
        }
    }

    private void Send(IReadOnlyList<RelayMessage> messages, RelayMark mark, CancellationToken cancellationToken)
    {
        var producer = _producer ?? throw new InvalidOperationException("The target is not open.");
        var batch = new DeliveryBatch(producer);
        try
        {
            producer.BeginTransaction();
            _isInTransaction = true;
            foreach (var message in messages)
            {
                batch.Add(message.Topic, message.ToKafka(), cancellationToken);
            }

            batch.Add(TopicNames.RelayCursors, RelayMarks.ToKafka(JournalRelay.Cursor, mark), cancellationToken);
            Patiently(producer.CommitTransaction, cancellationToken);
            _isInTransaction = false;
            batch.RequireAll();
        }
        catch (KafkaException e)
        {
            if (!IsFenced(e) && !IsShutOut(producer, e))
            {
                throw;
            }

            _isInTransaction = false; // Whoever shut this one out has taken it back.
            throw Fenced(e);
        }
    }

    /// <summary>Brokers may refuse the first messages of a batch while the rest is handed to the client, which then takes no more and does not say why. Taking the transaction back does.</summary>
    private bool IsShutOut(IProducer<string, byte[]> producer, KafkaException trouble)
    {
        if (trouble.Error.Code is not (ErrorCode.Local_State or ErrorCode.Local_Fatal))
        {
            return false;
        }

        try
        {
            producer.AbortTransaction(AbortPatience);
            _isInTransaction = false;
            return false;
        }
        catch (KafkaException e)
        {
            return IsFenced(e);
        }
    }

    /// <summary>Repeats a call that says to be repeated, until it is done, the patience is at its end, or the hub stops.</summary>
    private void Patiently(Action<TimeSpan> call, CancellationToken cancellationToken)
    {
        var since = timeProvider.GetTimestamp();
        while (true)
        {
            try
            {
                call(Slice);
                return;
            }
            catch (KafkaRetriableException) when (timeProvider.GetElapsedTime(since) < options.Patience)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    private void Close()
    {
        if (_producer is not { } producer)
        {
            return;
        }

        try
        {
            if (_isInTransaction)
            {
                producer.AbortTransaction(AbortPatience);
            }
        }
        catch (KafkaException)
        {
            // The next owner, or the transaction's timeout, takes it back.
        }

        (_producer, _isInTransaction) = (null, false);
        producer.Dispose();
    }

    private static bool IsFenced(KafkaException e) =>
        e.Error.Code is ErrorCode.Local_Fenced or ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch;

    private static RelayFencedException Fenced(KafkaException e) => new("Another relay has begun to send.", e);
}
