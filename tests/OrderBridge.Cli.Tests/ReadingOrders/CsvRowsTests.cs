using OrderBridge.Cli.ReadingOrders;

namespace OrderBridge.Cli.Tests.ReadingOrders;

public sealed class CsvRowsTests
{
    [Fact]
    public void Read_AnyFieldsWritten_GivesThemBackFromTheirLines()
    {
        const int seed = 20260101;
        var random = new Random(seed);
        var rows = Enumerable.Range(0, 20_000).Select(_ => Enumerable.Range(0, random.Next(1, 6)).Select(_ => Field(random)).ToList()).Where(fields => fields is not [""]).ToList();
        var breaks = rows.Select(_ => random.Next(2) == 0 ? "\n" : "\r\n\r\n").ToList();
        var written = rows.Zip(breaks, (fields, lineBreak) => string.Join(';', fields.Select(Quoted)) + lineBreak).ToList();

        var read = new CsvRows(new StingyReader(string.Concat(written), random), ';').Read().ToList();

        Assert.Equal(rows.Count, read.Count);
        var line = 1;
        foreach (var (fields, text, row) in rows.Zip(written, read))
        {
            Assert.True(fields.SequenceEqual(row.Fields) && (row.FileLine, row.Fault) == (line, CsvFault.None), $"seed {seed}, line {line}: {text} is {row}");
            line += text.Replace("\r\n", "\n", StringComparison.Ordinal).Count(c => c is '\r' or '\n');
        }
    }

    private static string Field(Random random) => string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => "ab;\"\n\r é"[random.Next(8)]));

    private static string Quoted(string field) => $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Gives a few characters at a time, as a stream may.</summary>
    private sealed class StingyReader(string text, Random random) : TextReader
    {
        private int _at;

        public override int Read(char[] buffer, int index, int count)
        {
            var length = Math.Min(Math.Min(count, random.Next(1, 5000)), text.Length - _at);
            text.CopyTo(_at, buffer, index, length);
            _at += length;
            return length;
        }
    }
}
