using OrderBridge.Cli.Reporting;

namespace OrderBridge.Cli.Tests.Reporting;

public sealed class ProgressLineTests
{
    private static readonly ProgressLine Busy = new(8465, 8465, 7301, 1234, 5678, 7301, 7222, 1111, 1206, 12);

    [Theory]
    [InlineData(79)]
    [InlineData(119)]
    [InlineData(200)]
    public void Fit_UsualTerminals_ShowEveryFigure(int columns)
    {
        var line = Busy.Fit(columns);

        Assert.InRange(line.Length, 1, columns);
        Assert.All(["8465/8465", "7301", "1234", "5678", "7222", "1111", "1206"], figure => Assert.Contains(figure, line, StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_MoreRoom_SaysMore() =>
        Assert.True(Busy.Fit(79).Length < Busy.Fit(119).Length && Busy.Fit(119).Length < Busy.Fit(199).Length);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(10)]
    public void Fit_HardlyAnyRoom_IsCut(int columns) => Assert.Equal(Math.Max(0, columns), Busy.Fit(columns).Length);
}
