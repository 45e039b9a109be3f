using System.Globalization;
using Microsoft.Extensions.Configuration;
using OrderBridge.AdapterSdk.Keeping;

namespace OrderBridge.AdapterSdk.Running;

/// <summary>
/// The commands every receiving adapter has beside running: <c>dead</c> lists what was set aside, <c>deferred</c> what is sent
/// again by itself and when, <c>replay</c> takes both in again at once, <c>discard</c> removes what was set aside.
/// </summary>
public static class DeadLetterCommands
{
    private const string Discard = "discard";
    private const string All = "--all";
    private static readonly string[] Names = ["dead", "deferred", "replay", Discard];

    /// <summary>True when the arguments named a command and it is done. Works while the adapter runs and while it does not.</summary>
    /// <exception cref="SettingException">The command does not say what it is for.</exception>
    public static bool TryRun(string[] args, IConfiguration configuration) => TryRun(args, configuration, Console.Out);

    internal static bool TryRun(string[] args, IConfiguration configuration, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(args);
        var command = args.FirstOrDefault();
        if (!Names.Contains(command))
        {
            return false;
        }

        var files = new AdapterFiles(AdapterSettings.Required(configuration, "data", "the adapter's folder"));
        switch (command)
        {
            case "replay":
                Replay(files, output);
                break;
            case Discard:
                Remove(files.DeadLetters, Chosen(args), output);
                break;
            case "dead":
                Write(files.DeadLetters.List().Select(kept => (kept.Record.AcceptTime, kept)), output);
                WriteDamaged(files.DeadLetters.DamagedCount(), output);
                break;
            default:
                Write(files.Deferred.List(), output);
                WriteDamaged(files.Deferred.DamagedCount(), output);
                break;
        }

        return true;
    }

    /// <summary>The options of a command line: what stands behind the command and what the command is for.</summary>
    internal static string[] OptionsOf(string[] args) => args switch
    {
        [Discard, .. var rest] => [.. rest.SkipWhile(IsChoice)],
        [var command, .. var rest] when Names.Contains(command) => rest,
        _ => args,
    };

    private static bool IsChoice(string word) => word is All || long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    /// <summary>Null for all.</summary>
    private static long[]? Chosen(string[] args)
    {
        string[] choice = [.. args.Skip(1).TakeWhile(IsChoice)];
        return choice is [All] ? null
            : choice.Length > 0 && !choice.Contains(All) ? [.. choice.Select(word => long.Parse(word, CultureInfo.InvariantCulture))]
            : throw new SettingException($"'{Discard}' needs the numbers of dead letters, as 'dead' lists them, or {All}: {Discard} 17 18 --data DIR.");
    }

    private static void Replay(AdapterFiles files, TextWriter output)
    {
        var damaged = files.DeadLetters.DamagedCount() + files.Deferred.DamagedCount();
        output.WriteLine($"{files.DeadLetters.RequestReplay() + files.Deferred.RequestRelease()} messages go back into the spool as soon as the adapter runs.");
        WriteDamaged(damaged, output);
    }

    private static void Remove(DeadLetters letters, long[]? sequences, TextWriter output)
    {
        var removed = letters.RequestDiscard(sequences);
        Write(removed.Select(kept => (kept.Record.AcceptTime, kept)), output);
        output.WriteLine($"{removed.Count} dead letters are removed; their room on the disk is free as soon as the adapter runs.");
        foreach (var sequence in (sequences ?? []).Except(removed.Select(kept => kept.Record.Sequence)))
        {
            output.WriteLine($"There is no dead letter {sequence}.");
        }
    }

    private static void Write(IEnumerable<(DateTimeOffset Time, KeptMessage Kept)> messages, TextWriter output)
    {
        foreach (var (time, kept) in messages)
        {
            var (record, message) = (kept.Record, kept.Record.Message);
            output.WriteLine($"{record.Sequence}\t{time:O}\t{message.Topic}\t{message.Key}\t{kept.Reason}\t{Mask.Text(kept.Detail)}");
        }
    }

    private static void WriteDamaged(int count, TextWriter output)
    {
        if (count > 0)
        {
            output.WriteLine($"{count} more cannot be read, the disk has changed or cut them; they are kept as they are (*.damaged).");
        }
    }
}
