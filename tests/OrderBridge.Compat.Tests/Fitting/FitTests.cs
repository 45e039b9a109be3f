using System.Reflection;

namespace OrderBridge.Compat.Tests.Fitting;

/// <summary>
/// The two suppliers, stand-ins or official, offer all that the official assemblies above them were compiled against.
/// In the full profile the suppliers are official, so there the same tests check the checker.
/// </summary>
public sealed class FitTests
{
    private static readonly string[] Suppliers = ["Grpc.Core.Api", "Grpc.Net.Common"];

    public static TheoryData<string> Consumers => new("Grpc.AspNetCore.Server", "Grpc.Net.Client", "Grpc.Net.ClientFactory");

    [Theory, MemberData(nameof(Consumers))]
    public void Everything_an_official_assembly_demands_is_there(string consumer)
    {
        using var demands = Demanded(consumer);

        Assert.Empty(demands.NotMetBy(Offered()));
    }

    [Theory, MemberData(nameof(Consumers))]
    public void Every_type_of_an_official_assembly_loads(string consumer) =>
        Assert.NotEmpty(Assembly.Load(consumer).GetTypes()); // Throws for a type whose base wants a member that it does not implement.

    [Theory]
    [InlineData("Grpc.Net.Client", "Grpc.Core.Metadata", "get_Count")]
    [InlineData("Grpc.Net.Client", "Grpc.Core.Status", "DefaultSuccess")]
    [InlineData("Grpc.Net.Client", "Grpc.Core.Method`2", "get_RequestMarshaller")]
    [InlineData("Grpc.Net.Client", "Grpc.Core.CallInvoker", "AsyncUnaryCall")]
    [InlineData("Grpc.AspNetCore.Server", "Grpc.Core.ServerCallContext", "get_StatusCore")]
    [InlineData("Grpc.AspNetCore.Server", "Grpc.Core.ServiceBinderBase", "AddMethod")]
    [InlineData("Grpc.AspNetCore.Server", "Grpc.Net.Compression.ICompressionProvider", "get_EncodingName")]
    public void A_renamed_member_is_seen(string consumer, string type, string member)
    {
        var offered = Offered();
        offered.Rename(type, member);
        using var demands = Demanded(consumer);

        Assert.Contains(demands.NotMetBy(offered), line => line.Contains(type) && line.Contains(member));
    }

    [Fact]
    public void A_removed_type_is_seen()
    {
        var offered = Offered();
        offered.Remove("Grpc.Core.ConnectivityState");
        using var demands = Demanded("Grpc.Net.Client");

        Assert.Contains("type Grpc.Core.ConnectivityState", demands.NotMetBy(offered));
    }

    /// <summary>Guards the reader of demands: were it to see nothing, everything would fit.</summary>
    [Fact]
    public void The_official_assemblies_demand_much()
    {
        using var server = Demanded("Grpc.AspNetCore.Server");
        using var client = Demanded("Grpc.Net.Client");

        Assert.InRange(server.Types.Count, 25, 200);
        Assert.InRange(server.Members.Count, 60, 1000);
        Assert.InRange(client.Members.Count, 60, 1000);
        Assert.InRange(server.Overrides.Count, 15, 200);
        Assert.InRange(client.Overrides.Count, 5, 200);
    }

    [Theory]
    [InlineData("Grpc.Core.Api")]
    [InlineData("Grpc.Net.Common")]
    public void A_supplier_has_the_identity_the_official_assemblies_expect(string supplier)
    {
        using var client = Demanded("Grpc.Net.Client");
        var name = Assembly.Load(supplier).GetName();

        Assert.Equal(new Version(2, 0, 0, 0), name.Version);
        Assert.Equal(client.PublicKeyOf(supplier), Convert.ToHexString(name.GetPublicKeyToken()!));
        Assert.Equal(Assembly.Load("Grpc.AspNetCore.Server").GetName().GetPublicKey(), name.GetPublicKey());
    }

    private static OfferedApi Offered() => new(Suppliers.Select(PathOf));

    private static Demands Demanded(string consumer) => new(PathOf(consumer), Suppliers);

    private static string PathOf(string assembly) => Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll");
}
