namespace OrderBridge.Cli.ReadingOrders;

/// <summary>One row of a file of separated values.</summary>
/// <param name="FileLine">Line in the file where the row begins, from 1.</param>
/// <param name="Fields">As written, without quotes. Of a row with a fault: what its first characters give, so that its invoice may be known.</param>
internal sealed record CsvRow(int FileLine, IReadOnlyList<string> Fields, CsvFault Fault);

/// <summary>Why a row is not what was written.</summary>
internal enum CsvFault
{
    None,

    /// <summary>A quote was opened and not closed before the next separator that could end its field.</summary>
    QuoteNeverClosed,

    /// <summary>The row is longer than <see cref="CsvRows.LengthMax"/>.</summary>
    TooLong,
}
