using System.Globalization;

namespace OrderBridge.Faults.Stage;

/// <summary>What the environment may set.</summary>
internal static class FaultSettings
{
    /// <summary>Random trials. Default 20, for every change; 500 for a long run.</summary>
    public static int Trials => Number("ORDERBRIDGE_TRIALS", 20);

    /// <summary>Seed of what is random. Default: the process id.</summary>
    public static int Seed { get; } = Number("ORDERBRIDGE_SEED", Environment.ProcessId);

    /// <summary>How long Kafka is away in its story, in seconds. Default 120.</summary>
    public static TimeSpan Outage => TimeSpan.FromSeconds(Number("ORDERBRIDGE_FAULT_OUTAGE", 120));

    /// <summary>Folder for what the hubs printed; none unless set.</summary>
    public static string? Logs => Environment.GetEnvironmentVariable("ORDERBRIDGE_FAULT_LOGS");

    private static int Number(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : usual;
}
