using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using Microsoft.Extensions.DependencyInjection;
using OrderBridge.Server.Access;

namespace OrderBridge.Hub.Tests.Admitting;

/// <summary>The negative control of the key tests: without the check they find every RPC open.</summary>
public sealed class When_the_guard_is_taken_away
{
    [Fact]
    public async Task The_search_for_open_entrances_finds_them()
    {
        await using var hub = await RunningHub.StartAnewAsync(services => services
            .AddSingleton(keys => new KeyCheck(new AccessTable([]), keys.GetRequiredService<KeyRing>()))
            .PostConfigure<GrpcServiceOptions>(grpc => grpc.Interceptors.Remove(grpc.Interceptors.Single(i => i.Type == typeof(AccessInterceptor)))));
        MethodDescriptor[] guarded = [.. AnyRpc.All.Where(r => r.File.Package.StartsWith("orderbridge.", StringComparison.Ordinal))];

        foreach (var rpc in guarded)
        {
            Assert.Equal(5, (await Entrances.WithoutKeyAsync(hub, rpc)).Count);
            Assert.Equal(8 - Entrances.Named(rpc).Count(), (await Entrances.OfOtherRolesAsync(hub, rpc)).Count);
        }

        Assert.NotEmpty(guarded);
    }
}
