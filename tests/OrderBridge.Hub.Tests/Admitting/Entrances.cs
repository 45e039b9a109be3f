using Google.Protobuf.Reflection;
using Grpc.Core;
using OrderBridge.Contracts.Common.V1;

namespace OrderBridge.Hub.Tests.Admitting;

/// <summary>Ways into an RPC that should be closed and are open.</summary>
internal static class Entrances
{
    public static IEnumerable<Role> Named(MethodDescriptor rpc) => rpc.GetOptions().GetExtension(AccessExtensions.Access).Roles;

    public static async Task<List<string>> WithoutKeyAsync(RunningHub hub, MethodDescriptor rpc)
    {
        (string Name, CallInvoker Calls)[] strangers =
        [
            ("no key", hub.Anonymous),
            ("an unknown key", hub.With("Bearer key-of-Nobody-0123456789abcdef0123456789abcdef")),
            ("a key in another letter case", hub.With($"Bearer {HubKeys.Of(Role.Admin).ToUpperInvariant()}")),
            ("a key without its scheme", hub.With(HubKeys.Of(Role.Admin))),
            ("an empty key", hub.With("Bearer ")),
        ];
        var open = new List<string>();
        foreach (var (name, calls) in strangers)
        {
            if (await AnyRpc.CallAsync(calls, rpc) is not { Code: StatusCode.Unauthenticated, Reason: "UNAUTHENTICATED" })
            {
                open.Add($"{rpc.FullName} with {name}");
            }
        }

        return open;
    }

    public static async Task<List<string>> OfOtherRolesAsync(RunningHub hub, MethodDescriptor rpc)
    {
        var open = new List<string>();
        foreach (var role in HubKeys.Roles.Except(Named(rpc)).Where(r => r is not Role.Admin))
        {
            if (await AnyRpc.CallAsync(hub.As(role), rpc) is not { Code: StatusCode.PermissionDenied, Reason: "PERMISSION_DENIED" })
            {
                open.Add($"{rpc.FullName} as {role}");
            }
        }

        return open;
    }
}
