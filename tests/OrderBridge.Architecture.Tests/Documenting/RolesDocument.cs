using OrderBridge.Architecture.Tests.Contracting;
using OrderBridge.Contracts.Common.V1;

namespace OrderBridge.Architecture.Tests.Documenting;

/// <summary>Who may call what, read from the access option of every RPC.</summary>
internal static class RolesDocument
{
    private static readonly Role[] Asked =
    [
        Role.Channel, Role.Warehouse, Role.Carrier, Role.Agent, Role.Supervisor, Role.Operator, Role.Finance, Role.Service,
    ];

    public static Markdown Write()
    {
        var text = new Markdown()
            .Block("# Who may call what")
            .Block("<!-- Written by eng/docs/refresh from the access option of every RPC in protos/. Change it there, not this file. -->")
            .Block("A key in the hub's keys file carries one or more of these roles; an RPC asks for one of its roles. `ADMIN` may call everything and "
                + "has no column. Health (`grpc.health.v1`) and reflection (`grpc.reflection.v1`, `v1alpha`) need no key.");
        foreach (var service in ContractDescriptors.Methods.GroupBy(m => m.Service.FullName))
        {
            text.Block($"## {service.Key}").Table(["RPC", "Stream", .. Asked.Select(Word)], service.Select(Row));
        }

        return text;
    }

    private static string[] Row(Google.Protobuf.Reflection.MethodDescriptor method) =>
    [
        $"`{method.Name}`", Stream(method.IsClientStreaming, method.IsServerStreaming),
        .. Asked.Select(role => ContractDescriptors.AccessOf(method)?.Roles.Contains(role) == true ? "x" : " "),
    ];

    private static string Stream(bool fromClient, bool fromServer) => (fromClient, fromServer) switch
    {
        (true, true) => "both ways",
        (true, false) => "in",
        (false, true) => "out",
        _ => " ",
    };

    private static string Word(Role role) => role.ToString().ToUpperInvariant();
}
