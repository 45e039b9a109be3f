using Microsoft.Extensions.Configuration;
using OrderBridge.AdapterSdk.Keeping;

namespace OrderBridge.AdapterSdk.Running;

/// <summary>The commands every receiving adapter has beside running: <c>dead</c> lists what was set aside, <c>replay</c> takes it in again.</summary>
public static class DeadLetterCommands
{
    /// <summary>True when the arguments named a command and it is done. Works while the adapter runs and while it does not.</summary>
    public static bool TryRun(string[] args, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(args);
        var command = args.FirstOrDefault();
        if (command is not ("dead" or "replay"))
        {
            return false;
        }

        var letters = new AdapterFiles(AdapterSettings.Required(configuration, "data", "the adapter's folder")).DeadLetters;
        if (command is "replay")
        {
            Console.Out.WriteLine($"{letters.RequestReplay()} messages go back into the spool as soon as the adapter runs.");
            return true;
        }

        foreach (var kept in letters.List())
        {
            var (record, message) = (kept.Record, kept.Record.Message);
            Console.Out.WriteLine($"{record.Sequence}\t{record.AcceptTime:O}\t{message.Topic}\t{message.Key}\t{kept.Reason}\t{Mask.Text(kept.Detail)}");
        }

        return true;
    }
}
