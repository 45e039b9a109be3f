using OrderBridge.Kernel.Lifecycles;
using Xunit;

namespace OrderBridge.Tests.Kernel;

public sealed class LifecycleTests
{
    private static readonly Lifecycle<Light> Lights = new("Light", [Light.Broken],
    [
        new("L1", [], Light.Red, "power"),
        new("L2", [Light.Red], Light.Green, "time"),
        new("L3", [Light.Green], Light.Red, "time"),
        new("L4", [Light.Red, Light.Green], Light.Broken, "fault"),
    ]);

    private enum Light
    {
        Dark,
        Red,
        Green,
        Broken,
    }

    [Fact]
    public void Move_ListedPair_GivesTheTarget() => Assert.Equal(Light.Green, Lights.Move(Light.Red, Light.Green));

    [Theory]
    [InlineData(0, 1)] // Birth is not a move.
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    public void Move_UnlistedPair_ThrowsWithBothStates(int from, int to)
    {
        var thrown = Assert.Throws<InvalidOperationException>(() => Lights.Move((Light)from, (Light)to));
        Assert.Equal($"Light cannot go from {(Light)from} to {(Light)to}.", thrown.Message);
    }

    [Fact]
    public void Table_Read_NamesBirthsSuccessorsAndEnds()
    {
        Assert.Equal([Light.Red], Lights.Births);
        Assert.Equal([Light.Green, Light.Broken], Lights.After(Light.Red));
        Assert.Empty(Lights.After(Light.Broken));
        Assert.True(Lights.IsTerminal(Light.Broken));
        Assert.False(Lights.IsTerminal(Light.Red));
        Assert.True(Lights.Allows(Light.Green, Light.Broken));
        Assert.False(Lights.Allows(Light.Broken, Light.Red));
    }
}
