using OrderBridge.Kernel.Journaling;
using OrderBridge.Storage.Rows;

namespace OrderBridge.Storage.Proving;

/// <summary>
/// Replays the whole journal and compares everything that the store says with it. Trusts no table and no cache. Memory: the present state of
/// every aggregate.
/// </summary>
public sealed class StoreProof(IEventCodec codec, AggregateKinds kinds, TimeProvider timeProvider)
{
    /// <summary>The checks that hold for every store.</summary>
    public static IReadOnlyList<IProofCheck> StandardChecks() =>
        [new ChainCheck(), new OversellCheck(), new CounterCheck(), new QuotaCheck(), new ReservedCheck(), new RowCheck(), new TimerCheck()];

    /// <param name="moreChecks">Checks of the caller, besides the standard ones.</param>
    public async Task<ProofReport> RunAsync(IProofSource source, IEnumerable<IProofCheck> moreChecks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        var started = timeProvider.GetTimestamp();
        var replay = new Replay(codec, kinds, [.. StandardChecks(), .. moreChecks]);
        await foreach (var record in source.RecordsAsync(cancellationToken).ConfigureAwait(false))
        {
            replay.See(record);
        }

        await replay.FinishAsync(source, cancellationToken).ConfigureAwait(false);
        return replay.Report(timeProvider.GetElapsedTime(started));
    }

    private sealed class Replay(IEventCodec codec, AggregateKinds kinds, IReadOnlyList<IProofCheck> checks)
    {
        private readonly Dictionary<string, (string Kind, IAggregate State)> _states = new(StringComparer.Ordinal);
        private readonly HashSet<string> _broken = new(StringComparer.Ordinal);
        private readonly Findings _fold = new();
        private readonly Findings[] _findings = [.. checks.Select(_ => new Findings())];
        private long _head;

        public void See(JournalRecord record)
        {
            _head = record.Position;
            _fold.Look();
            if (Fold(record) is not { } proven)
            {
                return;
            }

            for (var i = 0; i < checks.Count; i++)
            {
                checks[i].See(proven, _findings[i]);
            }
        }

        public async ValueTask FinishAsync(IProofSource source, CancellationToken cancellationToken)
        {
            var end = new ProofEnd(source, _states);
            for (var i = 0; i < checks.Count; i++)
            {
                await checks[i].FinishAsync(end, _findings[i], cancellationToken).ConfigureAwait(false);
            }
        }

        public ProofReport Report(TimeSpan duration)
        {
            var results = checks.Select((check, i) => Result(check.Name, _findings[i]));
            var figures = new Dictionary<string, long>(StringComparer.Ordinal) { ["events"] = _fold.Looked, ["aggregates"] = _states.Count };
            foreach (var (name, number) in _findings.SelectMany(f => f.Figures))
            {
                figures[name] = figures.GetValueOrDefault(name) + number;
            }

            return new ProofReport([Result("every event fits the state before it", _fold), .. results], figures, _head, duration);
        }

        private static ProofResult Result(string name, Findings findings) => new(name, findings.Looked, findings.Count, findings.First);

        /// <summary>Quantities are conserved here: no state applies an event that breaks its sums.</summary>
        private ProvenEvent? Fold(JournalRecord record)
        {
            if (_broken.Contains(record.AggregateId))
            {
                return null;
            }

            try
            {
                var before = _states.TryGetValue(record.AggregateId, out var known) ? known.State : null;
                var happened = codec.Decode(record.EventType, record.Payload);
                var after = kinds.Apply(record, before, happened);
                _states[record.AggregateId] = (record.AggregateKind, after);
                return new ProvenEvent(record, happened, before, after);
            }
            catch (Exception e) when (e is InvalidDataException or InvalidOperationException or InvalidCastException or OverflowException)
            {
                _broken.Add(record.AggregateId);
                _fold.Add($"{record.EventId} ({record.EventType}) at {record.Position}: {e.Message}");
                return null;
            }
        }
    }
}
