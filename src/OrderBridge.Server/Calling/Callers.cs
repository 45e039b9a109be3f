using Grpc.Core;
using OrderBridge.Orders;
using OrderBridge.Server.Access;

namespace OrderBridge.Server.Calling;

/// <summary>The caller that the access check found, carried with the call.</summary>
public static class Callers
{
    private const string Slot = "orderbridge.caller";

    public static void SetCaller(this ServerCallContext context, CallerIdentity caller) => context.UserState[Slot] = caller;

    public static CallerIdentity Caller(this ServerCallContext context) => (CallerIdentity)context.UserState[Slot];

    /// <summary>Who and which attempt, for the journal.</summary>
    public static Caller As(this ServerCallContext context, string requestId) => new(context.Caller().Actor, Limited(requestId));

    /// <summary>A request id is kept with every event; a longer one is cut at what the contract allows, and what no store can hold is replaced.</summary>
    public static string Limited(string requestId) => (requestId.Length <= 100 ? requestId : requestId[..100]).Replace('\0', '\uFFFD');
}
