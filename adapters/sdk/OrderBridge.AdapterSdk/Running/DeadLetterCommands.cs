using Microsoft.Extensions.Configuration;
using OrderBridge.AdapterSdk.Keeping;

namespace OrderBridge.AdapterSdk.Running;

/// <summary>
/// The commands every receiving adapter has beside running: <c>dead</c> lists what was set aside, <c>deferred</c> what is sent
/// again by itself and when, <c>replay</c> takes both in again at once.
/// </summary>
public static class DeadLetterCommands
{
    internal static readonly string[] Names = ["dead", "deferred", "replay"];

    /// <summary>True when the arguments named a command and it is done. Works while the adapter runs and while it does not.</summary>
    public static bool TryRun(string[] args, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(args);
        var command = args.FirstOrDefault();
        if (!Names.Contains(command))
        {
            return false;
        }

        var files = new AdapterFiles(AdapterSettings.Required(configuration, "data", "the adapter's folder"));
        if (command is "replay")
        {
            Console.Out.WriteLine($"{files.DeadLetters.RequestReplay() + files.Deferred.RequestRelease()} messages go back into the spool as soon as the adapter runs.");
        }
        else if (command is "dead")
        {
            Write(files.DeadLetters.List().Select(kept => (kept.Record.AcceptTime, kept)));
        }
        else
        {
            Write(files.Deferred.List());
        }

        return true;
    }

    private static void Write(IEnumerable<(DateTimeOffset Time, KeptMessage Kept)> messages)
    {
        foreach (var (time, kept) in messages)
        {
            var (record, message) = (kept.Record, kept.Record.Message);
            Console.Out.WriteLine($"{record.Sequence}\t{time:O}\t{message.Topic}\t{message.Key}\t{kept.Reason}\t{Mask.Text(kept.Detail)}");
        }
    }
}
