using Google.Protobuf;
using Google.Protobuf.Reflection;
using OrderBridge.Architecture.Tests.Reading;
using OrderBridge.Contracts.Common.V1;

namespace OrderBridge.Architecture.Tests.Contracting;

/// <summary>No RPC is open by forgetting.</summary>
public sealed class AccessOptionTests
{
    [Fact]
    public void Every_rpc_says_who_may_call_it() => Rule.HasNoOffence(ContractDescriptors.Methods.Where(IsOpen).Select(m => m.FullName));

    [Fact]
    public void The_services_are_seen() => Assert.True(ContractDescriptors.Methods.Count >= 40, $"{ContractDescriptors.Methods.Count} RPCs");

    [Fact]
    public void The_rule_sees_an_offence()
    {
        var service = new ServiceDescriptorProto { Name = "LooseService" };
        service.Method.Add(new MethodDescriptorProto { Name = "Open", InputType = ".loose.Empty", OutputType = ".loose.Empty" });
        var file = new FileDescriptorProto { Name = "loose.proto", Package = "loose", Syntax = "proto3" };
        file.MessageType.Add(new DescriptorProto { Name = "Empty" });
        file.Service.Add(service);

        var loose = FileDescriptor.BuildFromByteStrings([file.ToByteString()]).Single();

        Assert.True(IsOpen(loose.Services.Single().Methods.Single()));
    }

    private static bool IsOpen(MethodDescriptor method) => ContractDescriptors.AccessOf(method) is not { } rule
        || rule.Anonymous
        || rule.Roles.Count == 0
        || rule.Roles.Contains(Role.Unspecified);
}
