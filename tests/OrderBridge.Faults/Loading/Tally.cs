using System.Collections.Concurrent;
using Grpc.Core;
using OrderBridge.EndToEnd.Running;
using OrderBridge.Hub.Tests.Stage;

namespace OrderBridge.Faults.Loading;

/// <summary>How a load gets on: answers and failures by hub. Safe for concurrent callers.</summary>
internal sealed class Tally(int hubs)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly int[] _answered = new int[hubs];
    private readonly int[] _failed = new int[hubs];
    private readonly ConcurrentDictionary<string, int> _failures = new(StringComparer.Ordinal);

    public int Answered => _answered.Sum();

    public int Failed => _failed.Sum();

    /// <summary>How calls failed, and how often.</summary>
    public string Failures => string.Join(", ", _failures.OrderByDescending(f => f.Value).Select(f => $"{f.Key} {f.Value}"));

    /// <summary>Answers that no fault excuses.</summary>
    public ConcurrentQueue<string> Surprises { get; } = [];

    public int AnsweredBy(int hub) => Volatile.Read(ref _answered[hub]);

    public int FailedAt(int hub) => Volatile.Read(ref _failed[hub]);

    public int FailedWith(string reason) => _failures.GetValueOrDefault(reason);

    public void Answer(int hub) => Interlocked.Increment(ref _answered[hub]);

    public void Fail(int hub, string reason)
    {
        Interlocked.Increment(ref _failed[hub]);
        _failures.AddOrUpdate(reason, 1, (_, n) => n + 1);
    }

    public void Fail(int hub, RpcException e)
    {
        var refused = Refused.Of(e);
        if (refused.Reason == "INTERNAL")
        {
            Surprises.Enqueue(e.Status.Detail);
        }

        Fail(hub, refused.Reason.Length > 0 ? refused.Reason : e.StatusCode.ToString());
    }

    /// <summary>Waits for so many more answers, by any hub or by one.</summary>
    public Task MoreAsync(int answers, int? hub = null, TimeSpan? patience = null)
    {
        int Count() => hub is { } one ? AnsweredBy(one) : Answered;
        var target = Count() + answers;
        string Missing() => $"{target - Count()} more answers{(hub is null ? string.Empty : $" by hub {hub + 1}")}; there are {Answered}, failures: {Failures}; {string.Join('\n', Surprises)}";
        return Eventually.ClearsAsync(() => Task.FromResult(Count() >= target ? string.Empty : Missing()), patience ?? Patience);
    }

    /// <summary>Waits until callers of a hub have met the fault.</summary>
    public Task TroubleAsync(int failures, int? hub = null)
    {
        int Count() => hub is { } one ? FailedAt(one) : Failed;
        var target = Count() + failures;
        return Eventually.BecomesAsync($"{failures} more failures{(hub is null ? string.Empty : $" at hub {hub + 1}")}", () => Task.FromResult(Count() >= target), Patience);
    }
}
