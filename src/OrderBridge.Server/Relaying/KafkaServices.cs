using OrderBridge.Kafka;
using OrderBridge.Kafka.Connecting;
using OrderBridge.Kafka.Receiving;
using OrderBridge.Kafka.Relaying;
using OrderBridge.Kafka.Topics;
using OrderBridge.Server.Services;

namespace OrderBridge.Server.Relaying;

/// <summary>Wires Kafka, where the hub is told of a broker.</summary>
public static class KafkaServices
{
    /// <exception cref="IOException">Kafka is asked for and its native library is not there.</exception>
    public static IServiceCollection AddKafka(this IServiceCollection services, KafkaOptions options)
    {
        if (!options.IsOn)
        {
            return services;
        }

        KafkaLibrary.Require();
        services.AddSingleton(options).AddSingleton<KafkaClients>().AddSingleton<TopicMaker>();
        services.AddSingleton<RelayState>().AddSingleton<IRelayMessages, JournalMessages>().AddSingleton<IRelayTarget, KafkaRelayTarget>();
        services.AddSingleton<JournalRelay>().AddHostedService<RelayWorker>();
        services.AddSingleton(p => new TopicMessages(
            ActivatorUtilities.CreateInstance<FulfilmentGrpcService>(p), ActivatorUtilities.CreateInstance<TrackingGrpcService>(p)));
        services.AddSingleton<IInbox, HubInbox>().AddSingleton<DeadLetters>().AddSingleton<BatchSettling>().AddHostedService<TopicReceiver>();
        return services;
    }
}
