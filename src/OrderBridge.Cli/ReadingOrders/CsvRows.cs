using System.Buffers;

namespace OrderBridge.Cli.ReadingOrders;

/// <summary>
/// Splits text into rows and fields (RFC 4180), and goes on behind a row that is broken. Libraries end there, or let a quote that is never closed swallow the sound rows
/// behind it; here it costs the line that it stands in.
/// </summary>
internal sealed class CsvRows(TextReader text, char separator)
{
    /// <summary>Characters of a row, its line breaks among them. The longest row of the original set has about 150.</summary>
    public const int LengthMax = 256 * 1024;

    /// <summary>Of a row that is too long, the characters that its first fields are taken from.</summary>
    private const int GlimpseLength = 1024;

    private const int TextLengthMax = 100;
    private const int TextsMax = 1_000_000;

    private static readonly SearchValues<char> Breaks = SearchValues.Create("\r\n");

    /// <summary>Equal texts are kept once: most of a file is repetition.</summary>
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);

    private readonly char[] _window = new char[2 * LengthMax];
    private int _start;
    private int _end;
    private bool _isAtEnd;
    private int _line = 1;

    /// <summary>Every row; empty lines are left out, and counted.</summary>
    public IEnumerable<CsvRow> Read()
    {
        while (Fill())
        {
            var row = Next();
            if (row is not { Fields: [""], Fault: CsvFault.None })
            {
                yield return row;
            }
        }
    }

    private ReadOnlySpan<char> Window => _window.AsSpan(_start, _end - _start);

    /// <summary>Has the longest row, and what tells that it ends, in the window.</summary>
    private bool Fill()
    {
        if (!_isAtEnd && _end - _start <= LengthMax)
        {
            Window.CopyTo(_window);
            (_start, _end) = (0, _end - _start);
            while (!_isAtEnd && _end < _window.Length)
            {
                var read = text.Read(_window, _end, _window.Length - _end);
                (_end, _isAtEnd) = (_end + read, read == 0);
            }
        }

        return _start < _end;
    }

    private CsvRow Next()
    {
        var shape = CsvShape.Of(Window[..Math.Min(Window.Length, LengthMax + 1)], separator);
        var line = _line;
        if (shape.Length > LengthMax)
        {
            var glimpse = Split(Window[..GlimpseLength]);
            SkipLine();
            return new CsvRow(line, glimpse, CsvFault.TooLong);
        }

        var row = new CsvRow(line, Split(Window[..shape.Length]), shape.IsBroken ? CsvFault.QuoteNeverClosed : CsvFault.None);
        Advance(shape.Length);
        SkipBreak();
        return row;
    }

    /// <summary>Leaves out the rest of a line, however long.</summary>
    private void SkipLine()
    {
        int at;
        while ((at = Window.IndexOfAny(Breaks)) < 0)
        {
            _start = _end;
            if (!Fill())
            {
                return;
            }
        }

        Advance(at);
        SkipBreak();
    }

    /// <summary>Goes on behind text that may hold line breaks.</summary>
    private void Advance(int length)
    {
        var rest = Window[..length];
        int at;
        while ((at = rest.IndexOfAny(Breaks)) >= 0)
        {
            rest = rest[(at + BreakLength(rest[at..]))..];
            _line++;
        }

        _start += length;
    }

    private void SkipBreak()
    {
        if (Fill())
        {
            _start += BreakLength(Window);
            _line++;
        }
    }

    /// <summary>CR, LF and CR LF each are one.</summary>
    private static int BreakLength(ReadOnlySpan<char> at) => at is ['\r', '\n', ..] ? 2 : 1;

    private List<string> Split(ReadOnlySpan<char> row)
    {
        var fields = new List<string>(8);
        while (true)
        {
            var length = CsvShape.FieldLength(row, separator);
            fields.Add(Value(row[..length]));
            if (length >= row.Length)
            {
                return fields;
            }

            row = row[(length + 1)..];
        }
    }

    private string Value(ReadOnlySpan<char> field) => field is ['"', .. var quoted] ? Kept(Unquoted(quoted)) : Kept(field);

    /// <summary>Text behind the closing quote stays part of the field.</summary>
    private static string Unquoted(ReadOnlySpan<char> quoted)
    {
        var close = CsvShape.ClosingQuote(quoted);
        return close < 0
            ? Single(quoted)
            : string.Concat(Single(quoted[..close]), quoted[(close + 1)..]);
    }

    private static string Single(ReadOnlySpan<char> quoted) => quoted.ToString().Replace("\"\"", "\"", StringComparison.Ordinal);

    private string Kept(ReadOnlySpan<char> value)
    {
        if (_texts.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(value, out var kept))
        {
            return kept;
        }

        var made = value.ToString();
        if (made.Length <= TextLengthMax && _texts.Count < TextsMax)
        {
            _texts.Add(made);
        }

        return made;
    }
}
