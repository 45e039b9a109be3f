using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using OrderBridge.Kafka.Connecting;
using OrderBridge.Kafka.Receiving;
using OrderBridge.Kafka.Topics;

namespace OrderBridge.Server.Hosting;

/// <summary>
/// <c>replay-dead-letters --kafka HOST:PORT --topic TOPIC [--limit N] [--dry-run true]</c>: sends what lies with the dead letters of a topic to it again,
/// each once. Exit code 2 when it cannot.
/// </summary>
public static class ReplayCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var configuration = new ConfigurationBuilder().AddEnvironmentVariables("ORDERBRIDGE_").AddCommandLine(args).Build();
            var options = HubSettings.Kafka(configuration);
            var topic = TopicOf(configuration, options.IsOn);
            KafkaLibrary.Require();
            var replay = new DeadLetterReplay(new KafkaClients(options, NullLogger<KafkaClients>.Instance), options, TimeProvider.System);
            var count = await replay.RunAsync(topic, Limit(configuration), configuration["dry-run"] is "true", Print, CancellationToken.None).ConfigureAwait(false);
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{count} dead letters of {topic}{(configuration["dry-run"] is "true" ? "" : " sent again")}")).ConfigureAwait(false);
            return 0;
        }
        catch (Exception e) when (e is ArgumentException or IOException)
        {
            await Console.Error.WriteLineAsync($"orderbridge: {e.Message}").ConfigureAwait(false);
            return 2;
        }
    }

    private static string TopicOf(IConfiguration configuration, bool isOn)
    {
        if (!isOn)
        {
            throw new ArgumentException("Name the brokers with --kafka HOST:PORT.");
        }

        return TopicPlan.Received.FirstOrDefault(t => t == configuration["topic"])
            ?? throw new ArgumentException($"--topic must be one of {string.Join(", ", TopicPlan.Received)}.");
    }

    private static int Limit(IConfiguration configuration) => configuration["limit"] switch
    {
        null => int.MaxValue,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0 => limit,
        _ => throw new ArgumentException("--limit must be a number above zero."),
    };

    private static void Print(DeadLetter letter) => Console.Out.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{letter.Partition}/{letter.Offset} {letter.Key} {letter.Reason}: {letter.Message}"));
}
