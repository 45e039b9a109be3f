using Grpc.Core;
using Grpc.Net.Client;
using OrderBridge.Faults.Stage;

namespace OrderBridge.Faults.Loading;

/// <summary>A caller's line to the hubs: insists with the same ids, now here, now there, until one of them gives a definite answer.</summary>
internal sealed class Line(IReadOnlyList<HubSeat> hubs, int first, Tally tally, CancellationToken end)
{
    /// <summary>How long an answer may take before the caller tries elsewhere.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    /// <summary>Rest before the next attempt, as a caller who was told to come back later.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    public int At { get; private set; } = first % hubs.Count;

    public GrpcChannel Channel => hubs[At].Channel;

    public CancellationToken End => end;

    /// <returns>The answer; null when the call was refused for good, for a reason that is named as possible.</returns>
    /// <exception cref="OperationCanceledException">Nobody answered as long as the load's patience lasted.</exception>
    public async Task<T?> InsistAsync<T>(Func<GrpcChannel, CallOptions, AsyncUnaryCall<T>> ask, params string[] possibleRefusals)
        where T : class
    {
        for (Turn(); ; Turn())
        {
            end.ThrowIfCancellationRequested();
            try
            {
                using var call = ask(Channel, new CallOptions(deadline: DateTime.UtcNow + Deadline, cancellationToken: end));
                var answer = await call;
                tally.Answer(At);
                return answer;
            }
            catch (RpcException e) when (IsPassing(e))
            {
                tally.Fail(At, e);
                await RestAsync();
            }
            catch (RpcException e)
            {
                tally.Answer(At);
                Judge(e, possibleRefusals);
                return null;
            }
        }
    }

    /// <summary>To the next hub. Every call does so, whatever became of the last one: all hubs are always asked.</summary>
    public void Turn() => At = (At + 1) % hubs.Count;

    public Task RestAsync() => Task.Delay(Rest, end);

    /// <summary>Whether the same call may succeed later. What another hub committed some milliseconds ago may not be found yet.</summary>
    private static bool IsPassing(RpcException e) => e.StatusCode is not (StatusCode.FailedPrecondition or StatusCode.InvalidArgument or StatusCode.PermissionDenied
        or StatusCode.Unauthenticated or StatusCode.Unimplemented or StatusCode.AlreadyExists);

    private void Judge(RpcException e, string[] possibleRefusals)
    {
        var reason = Hub.Tests.Stage.Refused.Of(e).Reason;
        if (!possibleRefusals.Contains(reason))
        {
            tally.Surprises.Enqueue($"{reason}: {e.Status.Detail}");
        }
    }
}
