using System.Reflection;
using Google.Protobuf.Reflection;
using OrderBridge.Server.WireFormat;

namespace OrderBridge.Server.Tests.Wire;

public sealed class EnumTests
{
    /// <summary>Values of the contract that are only read, with what they are read as told in the contract's comments.</summary>
    private static readonly string[] ReadOnly = ["LineKind.Unspecified", "IngestOutcome.Unspecified", "ReserveMode.Unspecified"];

    private static readonly Type[] Tables = [typeof(OrderEnums), typeof(StockEnums), typeof(FulfilmentEnums), typeof(ShipmentEnums)];

    public static TheoryData<string> Maps => [.. Tables.SelectMany(t => t.GetProperties().Select(p => $"{t.Name}.{p.Name}"))];

    [Theory, MemberData(nameof(Maps))]
    public void Both_sides_of_a_map_are_complete(string name)
    {
        var map = MapOf(name);
        var sides = map.GetType().GetGenericArguments();
        Assert.Equal(Names(sides[0]), Listed(map, "DomainValues"));
        Assert.Equal(Names(sides[1]).Where(n => !ReadOnly.Contains($"{sides[1].Name}.{n}")), Listed(map, "WireValues"));
    }

    [Theory, MemberData(nameof(Maps))]
    public void A_value_comes_back_as_it_went_in(string name)
    {
        dynamic map = MapOf(name);
        foreach (dynamic value in map.DomainValues)
        {
            Assert.Equal(value, map.Read(map.ToWire(value)));
            Assert.Equal(value, map.TryRead(map.ToWire(value)));
        }
    }

    /// <summary>Every number that is stored or sent, frozen. A change of a line is a break; new lines are added at will.</summary>
    [Fact]
    public void Numbers_never_change()
    {
        var golden = File.ReadAllLines(Path.Combine(Modules.Root, "tests/OrderBridge.Server.Tests/Wire/enum-numbers.txt"));
        var present = ContractNumbers().Concat(DomainNumbers()).Order(StringComparer.Ordinal).ToArray();
        Assert.True(golden.SequenceEqual(present), $"Missing: {Lines(golden.Except(present))}\nNew, add them to enum-numbers.txt: {Lines(present.Except(golden))}");
    }

    private static string Lines(IEnumerable<string> lines) => string.Join("\n  ", lines);

    private static IEnumerable<string> ContractNumbers() => Modules.Contracts.GetTypes()
        .Select(t => t.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static))
        .Where(p => p?.PropertyType == typeof(FileDescriptor))
        .Select(p => (FileDescriptor)p!.GetValue(null)!)
        .Where(f => f.Package.StartsWith("orderbridge.", StringComparison.Ordinal))
        .SelectMany(f => f.EnumTypes)
        .SelectMany(e => e.Values.Select(v => $"{e.FullName} {v.Name} = {v.Number}"));

    private static IEnumerable<string> DomainNumbers() => Modules.Domain.SelectMany(a => a.GetExportedTypes()).Where(t => t.IsEnum)
        .SelectMany(t => Enum.GetNames(t).Select(n => $"{t.FullName} {n} = {Convert.ToInt32(Enum.Parse(t, n), System.Globalization.CultureInfo.InvariantCulture)}"));

    private static object MapOf(string name)
    {
        var parts = name.Split('.');
        return Tables.First(t => t.Name == parts[0]).GetProperty(parts[1])!.GetValue(null)!;
    }

    private static IEnumerable<string> Names(Type type) => Enum.GetNames(type).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Listed(object map, string side) =>
        ((System.Collections.IEnumerable)map.GetType().GetProperty(side)!.GetValue(map)!).Cast<object>().Select(v => v.ToString()!).Order(StringComparer.Ordinal);
}
