namespace OrderBridge.Cli.Tracking;

/// <summary>A message that an adapter has set aside for good.</summary>
/// <param name="Key">Shop and order id, as in <c>shop.example/5001</c>.</param>
/// <param name="Detail">What is wrong, personal data masked by the adapter.</param>
internal sealed record DeadLetter(string Topic, string Key, string Reason, string Detail)
{
    /// <summary>Reads a line of an adapter's command <c>dead</c>: sequence, time, topic, key, reason, detail, with tabs between them.</summary>
    /// <returns>Null of every other line.</returns>
    public static DeadLetter? Parse(string line) => line.Split('\t', 6) is [_, _, var topic, var key, var reason, var detail]
        ? new DeadLetter(topic, key, reason, detail)
        : null;
}
