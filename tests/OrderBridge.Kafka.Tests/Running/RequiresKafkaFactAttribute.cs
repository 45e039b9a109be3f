using OrderBridge.Kafka.Connecting;
using OrderBridge.Testing.Servers;

namespace OrderBridge.Kafka.Tests.Running;

/// <summary>Skipped with the reason where no broker or no native library is there; ORDERBRIDGE_REQUIRE=kafka makes it run (and fail) anyway.</summary>
public sealed class RequiresKafkaFactAttribute : FactAttribute
{
    public RequiresKafkaFactAttribute()
    {
        var required = Environment.GetEnvironmentVariable("ORDERBRIDGE_REQUIRE")?.Split(',').Contains("kafka") == true;
        var trouble = KafkaServer.Trouble.Length > 0 ? KafkaServer.Trouble : KafkaLibrary.Trouble;
        if (!required && trouble.Length > 0)
        {
            Skip = trouble;
        }
    }
}
