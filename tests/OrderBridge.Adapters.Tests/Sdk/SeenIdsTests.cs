using OrderBridge.AdapterSdk.Receiving;

namespace OrderBridge.Adapters.Tests.Sdk;

public sealed class SeenIdsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Contains_AfterAReopen_StillKnowsTheId()
    {
        using (var seen = new SeenIds(_folder.Path))
        {
            seen.Add("w-1");
        }

        using var again = new SeenIds(_folder.Path);
        Assert.True(again.Contains("w-1"));
        Assert.False(again.Contains("w-2"));
    }

    [Fact]
    public void Add_BeyondTheLimit_ForgetsTheOldestAndNeverMoreThanHalf()
    {
        using var seen = new SeenIds(_folder.Path, idsMax: 10);
        for (var i = 0; i < 23; i++)
        {
            seen.Add($"w-{i}");
        }

        Assert.False(seen.Contains("w-0"));
        Assert.All(Enumerable.Range(18, 5), i => Assert.True(seen.Contains($"w-{i}")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two\nlines")]
    public void Contains_OfAnIdThatIsNone_IsAlwaysFalse(string id)
    {
        using var seen = new SeenIds(_folder.Path);
        seen.Add(id);
        Assert.False(seen.Contains(id));
    }
}
