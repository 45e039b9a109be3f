namespace OrderBridge.Kernel.Bounding;

/// <summary>
/// Bounds memory by bytes where a bound by number says little. Grants in the order of asking. What is larger than the whole budget passes alone, so
/// nothing is too large for ever; small ones do not overtake it, so it does not wait for ever.
/// </summary>
/// <param name="max">Bytes granted at once, 1 or more.</param>
public sealed class ByteBudget(long max)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiting = [];
    private long _used;

    /// <summary>Bytes that are granted and not given back.</summary>
    public long Used
    {
        get
        {
            lock (_gate)
            {
                return _used;
            }
        }
    }

    /// <summary>True when the bytes are granted; give them back with <see cref="Give"/>.</summary>
    public bool TryTake(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        lock (_gate)
        {
            return _waiting.Count == 0 && Fits(bytes) && Grant(bytes);
        }
    }

    /// <summary>Waits until the bytes are granted.</summary>
    /// <exception cref="OperationCanceledException">Nothing was taken.</exception>
    public async ValueTask TakeAsync(long bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Ask(bytes) is not { } place)
        {
            return;
        }

        await using var registration = cancellationToken.UnsafeRegister(_ => Leave(place, cancellationToken), null).ConfigureAwait(false);
        await place.Value.Granted.Task.ConfigureAwait(false);
    }

    /// <summary>Gives back what was granted.</summary>
    public void Give(long bytes)
    {
        List<Waiter> next = [];
        lock (_gate)
        {
            _used = checked(_used - bytes);
            while (_waiting.First is { } first && Fits(first.Value.Bytes))
            {
                Grant(first.Value.Bytes);
                _waiting.RemoveFirst();
                next.Add(first.Value);
            }
        }

        next.ForEach(w => w.Granted.SetResult());
    }

    /// <summary>Null when it is granted at once.</summary>
    private LinkedListNode<Waiter>? Ask(long bytes)
    {
        lock (_gate)
        {
            return TryTake(bytes) ? null : _waiting.AddLast(new Waiter(bytes));
        }
    }

    private void Leave(LinkedListNode<Waiter> place, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (place.List is null)
            {
                return; // Granted a moment before.
            }

            _waiting.Remove(place);
        }

        place.Value.Granted.SetCanceled(cancellationToken);
        Give(0); // Those behind it may fit.
    }

    private bool Fits(long bytes) => _used == 0 || bytes <= max - _used;

    private bool Grant(long bytes)
    {
        _used = checked(_used + bytes);
        return true;
    }

    private sealed record Waiter(long Bytes)
    {
        public TaskCompletionSource Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
