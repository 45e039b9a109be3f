namespace OrderBridge.AdapterSdk.Keeping;

/// <summary>The folders of one adapter below its data folder.</summary>
public sealed class AdapterFiles(string dataDirectory)
{
    public string SpoolDirectory { get; } = Path.Combine(dataDirectory, "spool");

    public string SeenDirectory { get; } = Path.Combine(dataDirectory, "seen");

    public DeadLetters DeadLetters { get; } = new(Path.Combine(dataDirectory, "dead"));

    public DeferredMessages Deferred { get; } = new(Path.Combine(dataDirectory, "deferred"));

    public KeptLog Ignored { get; } = new(Path.Combine(dataDirectory, "ignored"), "ignored");
}
