using Grpc.Core;
using OrderBridge.Cli.Calling;
using OrderBridge.Cli.RunningProcesses;

namespace OrderBridge.Cli.Reporting;

/// <summary>Why a run ended before its time, in words: whoever waits for orders has no use for a stack trace.</summary>
internal static class Ending
{
    public static string Of(Exception exception) => exception switch
    {
        ChildFailedException or HttpRequestException => exception.Message,
        RpcException e => Of(RpcRefusal.Of(e)),
        AggregateException { InnerExceptions: [var only] } => Of(only),
        IOException or UnauthorizedAccessException or TimeoutException or OperationCanceledException => $"Ended by {exception.GetType().Name}: {exception.Message}",
        _ => $"Ended by a fault of this program, {exception.GetType().Name} in {exception.TargetSite?.DeclaringType?.Name}.{exception.TargetSite?.Name}: {exception.Message}",
    };

    private static string Of(RpcRefusal refusal) => refusal.Code is StatusCode.Unavailable && refusal.Reason == nameof(StatusCode.Unavailable)
        ? $"The hub does not answer: {refusal.Message}"
        : $"The hub answered {refusal.Code} {refusal.Reason}: {refusal.Message}";
}
