using FsCheck;
using FsCheck.Fluent;
using OrderBridge.Kernel.Amounts;
using Xunit;

namespace OrderBridge.Tests.Kernel;

public sealed class MoneyTests
{
    private static readonly Arbitrary<long[]> Weights =
        Arb.From(Gen.Choose(0, 1_000_000).Select(w => (long)w).ArrayOf().Where(w => w.Sum() > 0));

    private static readonly Arbitrary<long> Amounts = Arb.From(
        Gen.OneOf(
            Gen.Choose(int.MinValue, int.MaxValue).Select(a => a * 1_000L),
            Gen.Elements(0L, 1L, -1L, long.MaxValue, long.MinValue, long.MaxValue - 1, long.MinValue + 1)));

    [Fact]
    public void Allocate_AnyAmountAndWeights_PartsSumToTheWholeAndZeroWeightsGetNothing() => Prop.ForAll(Weights, Amounts, (weights, amount) =>
    {
        var parts = new Money(amount, "CNY").Allocate(weights);
        return parts.Sum(p => (decimal)p.MinorUnits) == amount
            && parts.Zip(weights).All(p => p.Second > 0 || p.First.MinorUnits == 0)
            && parts.All(p => p.CurrencyCode == "CNY");
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Allocate_AnyAmountAndWeights_EachPartIsWithinOneUnitOfItsExactShare() => Prop.ForAll(Weights, Amounts, (weights, amount) =>
    {
        var total = (Int128)weights.Sum();
        return new Money(amount, "CNY").Allocate(weights).Zip(weights)
            .All(p => Int128.Abs(((Int128)p.First.MinorUnits * total) - ((Int128)amount * p.Second)) < total);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Allocate_NegativeAmount_MirrorsThePositiveOne() => Prop.ForAll(Weights, Amounts, (weights, amount) =>
    {
        var mirrored = amount == long.MinValue ? 0 : -amount;
        var one = new Money(mirrored, "CNY").Allocate(weights).Select(p => -p.MinorUnits);
        var other = new Money(-mirrored, "CNY").Allocate(weights).Select(p => p.MinorUnits);
        return one.SequenceEqual(other);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(100, new long[] { 1, 1, 1 }, new long[] { 34, 33, 33 })]
    [InlineData(-100, new long[] { 1, 1, 1 }, new long[] { -34, -33, -33 })]
    [InlineData(5, new long[] { 0, 3, 7 }, new long[] { 0, 2, 3 })]
    [InlineData(1, new long[] { 0, 0, 5 }, new long[] { 0, 0, 1 })]
    [InlineData(0, new long[] { 4, 6 }, new long[] { 0, 0 })]
    public void Allocate_Remainder_GoesToTheLargestRemaindersFirstComeFirst(long amount, long[] weights, long[] expected) =>
        Assert.Equal(expected, new Money(amount, "CNY").Allocate(weights).Select(p => p.MinorUnits));

    [Fact]
    public void Allocate_NoPositiveWeight_Throws()
    {
        Assert.Throws<ArgumentException>(() => new Money(1, "CNY").Allocate([]));
        Assert.Throws<ArgumentException>(() => new Money(1, "CNY").Allocate([0, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Money(1, "CNY").Allocate([2, -1]));
        Assert.Throws<OverflowException>(() => new Money(1, "CNY").Allocate([long.MaxValue, 1]));
    }

    [Fact]
    public void Arithmetic_BeyondSixtyFourBits_Throws()
    {
        Assert.Throws<OverflowException>(() => new Money(long.MaxValue, "CNY") + new Money(1, "CNY"));
        Assert.Throws<OverflowException>(() => new Money(long.MinValue, "CNY") - new Money(1, "CNY"));
        Assert.Throws<OverflowException>(() => new Money(long.MaxValue / 2, "CNY") * 3);
    }

    [Fact]
    public void Arithmetic_OtherCurrency_Throws()
    {
        var yuan = new Money(1, "CNY");
        var dollar = new Money(1, "USD");
        Assert.Throws<InvalidOperationException>(() => yuan + dollar);
        Assert.Throws<InvalidOperationException>(() => yuan - dollar);
        Assert.Throws<InvalidOperationException>(() => yuan < dollar);
        Assert.NotEqual(yuan, dollar);
    }

    [Fact]
    public void Comparison_SameCurrency_FollowsTheMinorUnits()
    {
        var (less, more) = (new Money(-3, "KWD"), new Money(2, "KWD"));
        Assert.True(less < more && more > less && less <= more && more >= less);
        Assert.Equal(new Money(-1, "KWD"), less + more);
        Assert.Equal(new Money(-9, "KWD"), less * 3);
        Assert.True(Money.Zero("KWD").IsZero);
    }

    [Theory]
    [InlineData("CNY", 2)]
    [InlineData("JPY", 0)]
    [InlineData("KRW", 0)]
    [InlineData("KWD", 3)]
    [InlineData("CLF", 4)]
    [InlineData("ZZZ", 2)]
    public void DigitsOf_Currency_IsItsMinorUnit(string currency, int digits) => Assert.Equal(digits, CurrencyUnits.DigitsOf(currency));

    [Theory]
    [InlineData("CNY", true)]
    [InlineData("cny", false)]
    [InlineData("RMBX", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("C1Y", false)]
    public void IsCode_Text_WantsThreeCapitals(string? text, bool expected) => Assert.Equal(expected, CurrencyUnits.IsCode(text));

    [Theory]
    [InlineData("CNY", true)]
    [InlineData("JPY", true)]
    [InlineData("XOF", true)]
    [InlineData("RMB", false)]
    [InlineData("XXX", false)]
    [InlineData("XTS", false)]
    [InlineData("XAU", false)]
    [InlineData("BTC", false)]
    [InlineData("cny", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void IsActive_Text_WantsACurrencyThatSomebodyPaysIn(string? text, bool expected) => Assert.Equal(expected, CurrencyUnits.IsActive(text));
}
