using OrderBridge.Kernel.Wording;
using Xunit;

namespace OrderBridge.Tests.Kernel;

public sealed class TextCutTests
{
    [Theory]
    [InlineData("", 0, "")]
    [InlineData("ab", 0, "")]
    [InlineData("ab", 1, "a")]
    [InlineData("ab", 2, "ab")]
    [InlineData("a😀b", 2, "a")]
    [InlineData("a😀b", 3, "a😀")]
    [InlineData("😀", 2, "😀")]
    public void Cut_AnyText_KeepsNoHalfACharacter(string text, int length, string expected) => Assert.Equal(expected, text.Cut(length));
}
