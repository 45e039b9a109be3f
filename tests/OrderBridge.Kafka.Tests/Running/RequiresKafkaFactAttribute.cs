using OrderBridge.Kafka.Connecting;
using OrderBridge.Testing.Servers;

namespace OrderBridge.Kafka.Tests.Running;

/// <summary>Skipped with the reason where no broker or no native library is there; ORDERBRIDGE_REQUIRE=kafka makes it run (and fail) anyway.</summary>
public class RequiresKafkaFactAttribute : FactAttribute
{
    /// <param name="programs">Other programs that the test starts.</param>
    public RequiresKafkaFactAttribute(params string[] programs)
    {
        var required = Environment.GetEnvironmentVariable("ORDERBRIDGE_REQUIRE")?.Split(',').Contains("kafka") == true;
        string[] troubles = [KafkaServer.Trouble, KafkaLibrary.Trouble, .. programs.Where(p => ServerPrograms.Find(p) is null).Select(p => $"{p} is not installed.")];
        if (!required && troubles.FirstOrDefault(t => t.Length > 0) is { } trouble)
        {
            Skip = trouble;
        }
    }
}
