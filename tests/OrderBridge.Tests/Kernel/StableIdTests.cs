using FsCheck;
using FsCheck.Fluent;
using OrderBridge.Kernel.Identifying;
using Xunit;

namespace OrderBridge.Tests.Kernel;

public sealed class StableIdTests
{
    /// <summary>Ids are in journals and in partners' systems: these values must never change.</summary>
    [Theory]
    [InlineData("ord", new[] { "shopify", "shop-1", "1001" }, "ord_3cxdrws4km0vkeyggk11x3e1dn")]
    [InlineData("ord", new[] { "taobao", "旗舰店", "2738471" }, "ord_2e6sewdzx2vdsvvran5s635kab")]
    [InlineData("msg", new[] { "" }, "msg_3e6g5sszxkfac9s9a4wtxqg2hc")]
    public void Of_KnownParts_GivesTheFrozenId(string prefix, string[] parts, string expected) =>
        Assert.Equal(expected, StableId.Of(prefix, parts));

    [Fact]
    public void Of_PartsThatJoinToTheSameText_DoNotCollide()
    {
        string[][] tuples = [["a", "b", "c"], ["ab", "", "c"], ["a", "bc", ""], ["", "ab", "c"], ["abc"], ["abc", ""], ["abc", "", ""], ["a", "bc"], ["ab", "c"]];
        Assert.Equal(tuples.Length, tuples.Select(t => StableId.Of("x", t)).Distinct().Count());
    }

    [Fact]
    public void Of_AnyTwoDifferentLists_GiveDifferentIds()
    {
        var parts = Gen.Elements("a", "b", "/", "_", "-", ".", " ", "ab", "1", "").ArrayOf().Where(p => p.Length is > 0 and < 6);
        Prop.ForAll(Arb.From(parts), Arb.From(parts), (left, right) =>
            left.SequenceEqual(right) == (StableId.Of("x", left) == StableId.Of("x", right))).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Of_Anything_IsPrefixAndTwentySixCharactersWithoutLookalikes()
    {
        var id = StableId.Of("ord", "a", "b");
        Assert.Matches("^ord_[0-7][0-9a-hjkmnp-tv-z]{25}$", id);
        Assert.Equal(id, StableId.Of("ord", "a", "b"));
        Assert.NotEqual(id[4..], StableId.Of("ord", "b", "a")[4..]);
    }

    [Theory]
    [InlineData("ord_abc", "abc")]
    [InlineData("rsv_abc-1", "abc-1")]
    [InlineData("plain", "plain")]
    [InlineData("a_b_c", "b_c")]
    public void Stem_Id_IsWhatFollowsThePrefix(string id, string expected) => Assert.Equal(expected, StableId.Stem(id));
}
