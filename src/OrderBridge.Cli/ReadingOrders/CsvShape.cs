namespace OrderBridge.Cli.ReadingOrders;

/// <summary>How far a row reaches.</summary>
/// <param name="Length">Characters up to its line break, or to the end of the text.</param>
/// <param name="IsBroken">A quote is not closed before something that could end its field; the row then ends with the line that the quote is opened in.</param>
internal readonly record struct CsvShape(int Length, bool IsBroken)
{
    private const char Quote = '"';

    /// <param name="text">Begins with the row; may go on behind it.</param>
    public static CsvShape Of(ReadOnlySpan<char> text, char separator)
    {
        var at = 0;
        while (true)
        {
            var field = text[at..];
            if (!TryClose(field, separator, out var closed))
            {
                return new CsvShape(at + Until(field.IndexOfAny('\r', '\n'), field), IsBroken: true);
            }

            at += closed + Until(field[closed..].IndexOfAny(separator, '\r', '\n'), field[closed..]);
            if (at == text.Length || text[at] != separator)
            {
                return new CsvShape(at, IsBroken: false);
            }

            at++;
        }
    }

    /// <summary>Characters of the first field, quotes among them.</summary>
    /// <param name="row">A row, or what is left of it.</param>
    public static int FieldLength(ReadOnlySpan<char> row, char separator)
    {
        var closed = row is [Quote, .. var quoted] ? ClosingQuote(quoted) + 2 : 0;
        return row is [Quote, ..] && closed < 2 ? row.Length : closed + Until(row[closed..].IndexOf(separator), row[closed..]);
    }

    /// <returns>Place of the quote that closes, from behind the one that opens; -1 when there is none. Two quotes are one of the text.</returns>
    public static int ClosingQuote(ReadOnlySpan<char> quoted)
    {
        for (var at = 0; ; at += 2)
        {
            var next = quoted[at..].IndexOf(Quote);
            at += next;
            if (next < 0 || quoted[(at + 1)..] is not [Quote, ..])
            {
                return next < 0 ? next : at;
            }
        }
    }

    /// <summary>Text behind a closing quote is a slip of the hand within a line, and the quote of another row across lines.</summary>
    /// <param name="closed">Where the field's quotes are behind; 0 without quotes.</param>
    private static bool TryClose(ReadOnlySpan<char> field, char separator, out int closed)
    {
        closed = 0;
        if (field is not [Quote, .. var quoted])
        {
            return true;
        }

        var close = ClosingQuote(quoted);
        closed = close + 2;
        return close >= 0 && (EndsField(quoted[(close + 1)..], separator) || quoted[..close].IndexOfAny('\r', '\n') < 0);
    }

    private static bool EndsField(ReadOnlySpan<char> behind, char separator) => behind is [] or ['\r' or '\n', ..] || behind[0] == separator;

    private static int Until(int place, ReadOnlySpan<char> text) => place < 0 ? text.Length : place;
}
