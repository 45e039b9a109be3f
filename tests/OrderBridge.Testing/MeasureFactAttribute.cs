using OrderBridge.Testing.Servers;

namespace OrderBridge.Testing;

/// <summary>Skipped unless <c>ORDERBRIDGE_MEASURE</c> is set: a number depends on what else the machine does, so it stands beside another one of the same run.</summary>
public sealed class MeasureFactAttribute : FactAttribute
{
    /// <param name="withRedis">Skipped also where there is no Redis.</param>
    public MeasureFactAttribute(bool withRedis = false)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("ORDERBRIDGE_MEASURE")))
        {
            Skip = "Set ORDERBRIDGE_MEASURE=1 to measure.";
        }
        else if (withRedis && RedisServer.ReasonToSkip is { } reason)
        {
            Skip = reason;
        }
    }
}
