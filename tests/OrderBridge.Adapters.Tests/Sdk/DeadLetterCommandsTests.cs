using Microsoft.Extensions.Configuration;
using OrderBridge.AdapterSdk.Keeping;
using OrderBridge.AdapterSdk.Running;
using OrderBridge.AdapterSdk.Spooling;

namespace OrderBridge.Adapters.Tests.Sdk;

/// <summary>What a person at the command line is told.</summary>
public sealed class DeadLetterCommandsTests : IDisposable
{
    private const string Unreadable = "1 more cannot be read, the disk has changed or cut them; they are kept as they are (*.damaged).";
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Discard_OfSome_PrintsThemAndWhichAreNotThere()
    {
        Fill(1, 2, 3);

        Assert.Equal(
            [Line(2), "1 dead letters are removed; their room on the disk is free as soon as the adapter runs.", "There is no dead letter 9."],
            Run("discard", "2", "9", "--data", _folder.Path));

        Assert.Equal([Line(1), Line(3)], Run("dead", "--data", _folder.Path));
    }

    [Fact]
    public void Discard_OfAll_LeavesNoneToReplay()
    {
        Fill(1, 2);

        Assert.Equal(3, Run("discard", "--all", "--data", _folder.Path).Length);

        Assert.Equal(["0 messages go back into the spool as soon as the adapter runs."], Run("replay", "--data", _folder.Path));
    }

    [Theory]
    [InlineData("discard")]
    [InlineData("discard", "--all", "17")]
    public void Discard_OfNothingNamed_RemovesNothingAndSaysWhatToWrite(params string[] command)
    {
        Fill(17);

        var refusal = Assert.Throws<SettingException>(() => Run([.. command, "--data", _folder.Path]));

        Assert.Equal("'discard' needs the numbers of dead letters, as 'dead' lists them, or --all: discard 17 18 --data DIR.", refusal.Message);
        Assert.Equal([Line(17)], Run("dead", "--data", _folder.Path));
    }

    [Fact]
    public void What_cannot_be_read_is_told_by_dead_and_replay()
    {
        Fill(1);
        File.AppendAllText(Path.Combine(_folder.Path, "dead", "dead-letters.jsonl"), "{\"sequence\":2,");

        Assert.Equal([Line(1), Unreadable], Run("dead", "--data", _folder.Path));
        Assert.Equal(["1 messages go back into the spool as soon as the adapter runs.", Unreadable], Run("replay", "--data", _folder.Path));
    }

    [Fact]
    public void What_cannot_be_read_is_told_by_deferred()
    {
        new AdapterFiles(_folder.Path).Deferred.Add(Kept(1), Noon);
        File.WriteAllText(Directory.GetFiles(Path.Combine(_folder.Path, "deferred")).Single(), "z");

        Assert.Equal([Unreadable], Run("deferred", "--data", _folder.Path));
    }

    private static string[] Run(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        Assert.True(DeadLetterCommands.TryRun(args, AdapterProgram.Configure(args, ["data"]), output));
        return output.ToString().TrimEnd('\n').Split('\n');
    }

    private void Fill(params long[] sequences) => Array.ForEach(sequences, sequence => new AdapterFiles(_folder.Path).DeadLetters.Add(Kept(sequence)));

    private static string Line(long sequence) => $"{sequence}\t{Noon:O}\torders/create\tk{sequence}\tORDER_INVALID\tNo.";

    private static KeptMessage Kept(long sequence) => new(
        new SpoolRecord(sequence, Noon, new SpoolMessage { Key = $"k{sequence}", Topic = "orders/create", Body = new byte[] { 1 } }), "ORDER_INVALID", "No.");
}
