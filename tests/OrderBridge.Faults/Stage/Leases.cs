using Npgsql;
using OrderBridge.EndToEnd.Running;

namespace OrderBridge.Faults.Stage;

/// <summary>Who does the work that one hub at a time does, as the database knows it.</summary>
internal static class Leases
{
    /// <summary>The work of following orders, and that of sending to Kafka.</summary>
    private static readonly string[] Names = ["flows", "kafka"];

    /// <summary>Waits until each of them has an owner among the hubs that run.</summary>
    /// <returns>The owner of the work of following orders, unless another work is named.</returns>
    public static async Task<HubSeat> OwnerAsync(this FaultCluster cluster, string work = "flows")
    {
        HubSeat? owner = null;
        await Eventually.BecomesAsync($"somebody does {work}", () => Task.FromResult((owner = cluster.OwnerOf(work)) is not null));
        return owner!;
    }

    public static IReadOnlyList<string> LeasesOf(this FaultCluster cluster, HubSeat hub) => [.. Names.Where(name => cluster.OwnerOf(name) == hub)];

    /// <returns>How long it took until the hub owned all of it.</returns>
    public static Task<TimeSpan> MoveToAsync(this FaultCluster cluster, HubSeat hub, TimeSpan limit) =>
        cluster.MoveToAsync(hub, limit, Names);

    /// <returns>How long it took until the hub owned that work.</returns>
    public static Task<TimeSpan> MoveToAsync(this FaultCluster cluster, HubSeat hub, TimeSpan limit, params string[] works) =>
        Eventually.BecomesAsync($"{string.Join(" and ", works)} is with {hub.Name}", () => Task.FromResult(works.All(n => cluster.OwnerOf(n) == hub)), limit);

    private static HubSeat? OwnerOf(this FaultCluster cluster, string lease)
    {
        using var database = cluster.Connect();
        using var ask = new NpgsqlCommand("SELECT holder FROM journal_leases WHERE name = $1 AND until > clock_timestamp()", database);
        ask.Parameters.Add(new NpgsqlParameter<string> { TypedValue = lease });
        return ask.ExecuteScalar() is string holder ? cluster.Hubs.FirstOrDefault(hub => hub.Is(holder)) : null;
    }
}
