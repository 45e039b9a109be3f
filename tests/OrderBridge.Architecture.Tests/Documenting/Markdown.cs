using System.Text;

namespace OrderBridge.Architecture.Tests.Documenting;

/// <summary>Writes Markdown the same way every time: line feeds, one empty line between blocks, bars in cells escaped.</summary>
internal sealed class Markdown
{
    private readonly StringBuilder _text = new();

    public Markdown Line(string text)
    {
        _text.Append(text).Append('\n');
        return this;
    }

    public Markdown Block(string text) => Line(text).Line(string.Empty);

    public Markdown Table(string[] heads, IEnumerable<string[]> rows)
    {
        Row(heads);
        Row([.. heads.Select(_ => "---")]);
        foreach (var row in rows)
        {
            Row(row);
        }

        return Line(string.Empty);
    }

    public Markdown Fence(string language, IEnumerable<string> lines)
    {
        Line("```" + language);
        foreach (var line in lines)
        {
            Line(line);
        }

        return Block("```");
    }

    public override string ToString() => _text.ToString().TrimEnd('\n') + "\n";

    private void Row(string[] cells) => Line($"| {string.Join(" | ", cells.Select(Cell))} |");

    private static string Cell(string text) => text.Length == 0 ? "–" : text.Replace("|", "\\|", StringComparison.Ordinal);
}
