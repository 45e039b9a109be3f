using Grpc.Core;

namespace OrderBridge.Cli.Calling;

/// <summary>Repeats a call that may be repeated: the hub was busy or away and nothing was taken.</summary>
internal static class Repeating
{
    /// <summary>A hub whose ledger is filled again, or that starts on a busy machine, needs seconds.</summary>
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DelayMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan DelayMax = TimeSpan.FromSeconds(2);

    /// <exception cref="RpcException">The last attempt's, or one that repeating cannot cure.</exception>
    public static async Task<T> AsRefusedAsync<T>(Func<AsyncUnaryCall<T>> call, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var start = timeProvider.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (RpcException e) when (IsTransient(e.StatusCode) && timeProvider.GetElapsedTime(start) < GiveUpAfter && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(Delay(RpcRefusal.Of(e).RetryDelay, attempt), timeProvider, cancellationToken);
            }
        }
    }

    public static bool IsTransient(StatusCode code) => code is StatusCode.Unavailable or StatusCode.ResourceExhausted or StatusCode.Aborted;

    /// <summary>What the hub asks for, else doubling from 100 ms to 2 s.</summary>
    public static TimeSpan Delay(TimeSpan? asked, int attempt) =>
        asked is { } delay && delay > TimeSpan.Zero ? delay : TimeSpan.FromTicks(Math.Min(DelayMax.Ticks, DelayMin.Ticks << Math.Min(attempt - 1, 10)));
}
