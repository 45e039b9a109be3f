using Google.Protobuf.Reflection;
using Grpc.Core;
using OrderBridge.Contracts.Common.V1;

namespace OrderBridge.Hub.Tests.Admitting;

/// <summary>Every RPC there is, with no key, an unknown one and one of every role.</summary>
public sealed class When_a_key_is_missing_wrong_or_right(SharedHub shared) : IClassFixture<SharedHub>
{
    private readonly RunningHub _hub = shared.Hub;

    public static TheoryData<string> Guarded => [.. AnyRpc.All.Where(r => !IsStandard(r)).Select(AnyRpc.NameOf)];

    public static TheoryData<string> Standard => [.. AnyRpc.All.Where(IsStandard).Select(AnyRpc.NameOf)];

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task Without_a_known_key_nobody_gets_in(string rpc) => Assert.Empty(await Entrances.WithoutKeyAsync(_hub, AnyRpc.Find(rpc)));

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task Only_roles_that_it_names_get_in(string rpc) => Assert.Empty(await Entrances.OfOtherRolesAsync(_hub, AnyRpc.Find(rpc)));

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task Every_role_that_it_names_gets_in(string rpc)
    {
        var method = AnyRpc.Find(rpc);
        foreach (var role in Entrances.Named(method).Append(Role.Admin))
        {
            var refused = await AnyRpc.CallAsync(_hub.As(role), method);
            Assert.True(refused is not { Code: StatusCode.Unauthenticated or StatusCode.PermissionDenied }, $"{role}: {refused}");
            Assert.True(refused is not { Code: StatusCode.Internal or StatusCode.Unknown }, $"An empty request makes it fail: {refused}");
        }
    }

    [Theory]
    [MemberData(nameof(Standard))]
    public async Task Health_and_reflection_ask_for_no_key(string rpc)
    {
        var refused = await AnyRpc.CallAsync(_hub.Anonymous, AnyRpc.Find(rpc));
        Assert.Null(refused);
    }

    [Fact]
    public async Task The_refusal_says_which_roles_would_do()
    {
        var refused = await Refused.ByAsync(() => new Contracts.Admin.V1.AdminService.AdminServiceClient(_hub.As(Role.Channel)).GetStatisticsAsync(new()).ResponseAsync);
        refused.Is(StatusCode.PermissionDenied, "PERMISSION_DENIED");
        Assert.Equal("OPERATOR,SERVICE", refused.Facts["roles"]);
    }

    private static bool IsStandard(MethodDescriptor rpc) => rpc.File.Package.StartsWith("grpc.", StringComparison.Ordinal);
}
