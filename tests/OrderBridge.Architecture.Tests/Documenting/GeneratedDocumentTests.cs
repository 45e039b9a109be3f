using OrderBridge.Architecture.Tests.Reading;
using OrderBridge.Fulfilment;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Stock.Lifecycle;

namespace OrderBridge.Architecture.Tests.Documenting;

/// <summary>Documents that are written from code are what the code says now. ORDERBRIDGE_WRITE_DOCS=1 writes them first.</summary>
public sealed class GeneratedDocumentTests
{
    static GeneratedDocumentTests()
    {
        if (Environment.GetEnvironmentVariable("ORDERBRIDGE_WRITE_DOCS") == "1")
        {
            GeneratedDocuments.Write();
        }
    }

    public static TheoryData<string> Paths => [.. GeneratedDocuments.All.Keys];

    [Theory]
    [MemberData(nameof(Paths))]
    public void The_document_says_what_the_code_says(string path)
    {
        var said = Repository.Has(path) ? Repository.Read(path) : string.Empty;
        var expected = GeneratedDocuments.All[path]();
        Assert.True(expected == said, $"{path} is out of date; run eng/docs/refresh and commit it. First difference: {Difference(expected, said)}");
    }

    [Fact]
    public void Every_state_has_a_chinese_name()
    {
        Enum[] states =
        [
            .. Enum.GetValues<OrderState>().Cast<Enum>(), .. Enum.GetValues<ReservationState>().Cast<Enum>(),
            .. Enum.GetValues<FulfilmentState>().Cast<Enum>(), .. Enum.GetValues<ShipmentState>().Cast<Enum>(),
        ];
        Assert.All(states.Where(s => s.ToString() != "Unspecified"), s => Assert.NotEmpty(ChineseNames.Of(s)));
    }

    [Fact]
    public void The_comparison_sees_a_difference() => Assert.Equal("line 2: 'c' where 'b' should be", Difference("a\nb\n", "a\nc\n"));

    private static string Difference(string expected, string said)
    {
        var (wanted, found) = (expected.Split('\n'), said.Split('\n'));
        var line = Enumerable.Range(0, Math.Max(wanted.Length, found.Length)).FirstOrDefault(i => At(wanted, i) != At(found, i));
        return $"line {line + 1}: '{At(found, line)}' where '{At(wanted, line)}' should be";
    }

    private static string At(string[] lines, int index) => index < lines.Length ? lines[index] : string.Empty;
}
