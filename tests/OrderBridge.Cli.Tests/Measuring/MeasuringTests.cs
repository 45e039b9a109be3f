using OrderBridge.Cli.Measuring;

namespace OrderBridge.Cli.Tests.Measuring;

public sealed class MeasuringTests
{
    [Fact]
    public void Latencies_OneToHundred_GiveTheNearestRank()
    {
        var latencies = new Latencies();
        foreach (var value in Enumerable.Range(1, 100).Reverse())
        {
            latencies.Add(TimeSpan.FromMilliseconds(value));
        }

        Assert.Equal(new Percentiles(100, 50, 99, 100), latencies.Summarise());
    }

    [Fact]
    public void Latencies_Nothing_AreZero() => Assert.Equal(default, new Latencies().Summarise());

    [Fact]
    public void ProcessCpu_NameWithBracketsAndBlanks_ReadsTheRightFields() =>
        Assert.Equal(TimeSpan.FromSeconds(3.21), ProcessCpu.Parse("42 (a b) c) S 1 1 1 0 -1 4194304 10 0 0 0 300 21 0 0 20 0 1 0"));

    [Fact]
    public void ProcessCpu_ThisProcess_HasUsedSome() => Assert.True(ProcessCpu.Read(Environment.ProcessId) > TimeSpan.Zero);
}
