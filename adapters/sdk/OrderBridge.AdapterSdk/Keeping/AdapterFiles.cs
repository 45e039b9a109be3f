using OrderBridge.AdapterSdk.Spooling;

namespace OrderBridge.AdapterSdk.Keeping;

/// <summary>The folders of one adapter below its data folder.</summary>
public sealed class AdapterFiles(string dataDirectory)
{
    public string SpoolDirectory { get; } = Path.Combine(dataDirectory, "spool");

    public string SeenDirectory { get; } = Path.Combine(dataDirectory, "seen");

    public DeadLetters DeadLetters { get; } = new(DeadDirectory(dataDirectory));

    public DeferredMessages Deferred { get; } = new(DeferredDirectory(dataDirectory));

    /// <summary>Pieces that the disk has changed and that are kept for people, of the spool, the dead letters and the deferred messages.</summary>
    public int DamagedCount =>
        Evidence.CountIn(SpoolDirectory) + Evidence.CountIn(DeadDirectory(dataDirectory)) + Evidence.CountIn(DeferredDirectory(dataDirectory));

    public KeptLog Ignored { get; } = new(Path.Combine(dataDirectory, "ignored"), "ignored");

    private static string DeadDirectory(string dataDirectory) => Path.Combine(dataDirectory, "dead");

    private static string DeferredDirectory(string dataDirectory) => Path.Combine(dataDirectory, "deferred");
}
