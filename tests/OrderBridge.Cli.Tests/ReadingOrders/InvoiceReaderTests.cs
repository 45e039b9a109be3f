using System.IO.Compression;
using System.Text;
using OrderBridge.Cli.ReadingOrders;

namespace OrderBridge.Cli.Tests.ReadingOrders;

public sealed class InvoiceReaderTests : IDisposable
{
    private const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Read_RowsOfOneInvoiceApart_AreOneInvoiceInFirstSeenOrder()
    {
        var book = ReadText(Header
            + "2,A1,x,1,2011-09-15 08:27:00,1.95,18211,United Kingdom\n"
            + "1,B1,y,2,2011-09-15 08:27:00,1.25,18211,United Kingdom\n"
            + "2,A2,z,3,2011-09-15 08:27:00,7.95,18211,United Kingdom\n");

        Assert.Equal(["2", "1"], book.Invoices.Select(i => i.InvoiceNo));
        Assert.Equal(["A1", "A2"], book.Invoices[0].Lines.Select(l => l.StockCode));
        Assert.Equal(3, book.RowsRead);
    }

    [Fact]
    public void Read_LaterTimeFirst_GivesTimeOrder()
    {
        var book = ReadText(Header
            + "2,A1,x,1,2011-09-16 08:27:00,1,1,UK\n"
            + "1,A1,x,1,2011-09-15 08:27:00,1,1,UK\n");

        Assert.Equal(["1", "2"], book.Invoices.Select(i => i.InvoiceNo));
    }

    [Fact]
    public void Read_SecondEditionHeaderInAnotherOrder_FindsTheColumns()
    {
        var book = ReadText("Country,Invoice,StockCode,Customer ID,Description,Quantity,Price,InvoiceDate,Remark\n"
            + "France,536365,85123A,17850.0,HOLDER,6.0,2.55,12/1/2010 8:26,-\n");

        var invoice = Assert.Single(book.Invoices);
        Assert.Equal(("536365", "17850", "France"), (invoice.InvoiceNo, invoice.CustomerId, invoice.Country));
        Assert.Equal((6, 2.55m), (invoice.Lines[0].Quantity, invoice.Lines[0].UnitPrice));
        Assert.Equal(new DateTimeOffset(2010, 12, 1, 8, 26, 0, TimeSpan.Zero), invoice.Time);
    }

    [Theory]
    [InlineData("InvoiceNo")]
    [InlineData("StockCode")]
    [InlineData("Description")]
    [InlineData("Quantity")]
    [InlineData("InvoiceDate")]
    [InlineData("UnitPrice")]
    [InlineData("CustomerID")]
    [InlineData("Country")]
    public void Read_ColumnMissing_NamesIt(string column)
    {
        var e = Assert.Throws<OrderFileException>(() => ReadText(Header.Replace(column, "Other", StringComparison.Ordinal) + "1,2,3,4,5,6,7,8\n"));

        Assert.Contains($"no column {column}.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnreadableRows_AreCountedWithLineAndReasonAndTheirInvoicesSetAside()
    {
        var book = ReadText(Header
            + "1,A1,x,six,2011-09-15 08:27:00,1,1,UK\n"
            + "1,A2,x,1,2011-09-15 08:27:00,1,1,UK\n"
            + "2,A1,x,1,yesterday,1,1,UK\n"
            + "3,A1,x,1,2011-09-15 08:27:00,\"1,95\",1,UK\n"
            + ",A1,x,1,2011-09-15 08:27:00,1,1,UK\n"
            + "garbage\n"
            + "4,A1,x,1,2011-09-15 08:27:00,1,1,UK\n");

        Assert.Equal(["4"], book.Invoices.Select(i => i.InvoiceNo));
        Assert.Equal(["1", "2", "3"], book.Damaged.Select(d => d.InvoiceNo));
        Assert.Equal(
            [(2, "QUANTITY_UNREADABLE"), (4, "DATE_UNREADABLE"), (5, "PRICE_UNREADABLE"), (6, "INVOICE_NO_MISSING"), (7, "ROW_TOO_SHORT")],
            book.BadRows.First.Select(r => (r.FileLine, r.Reason)));
    }

    [Fact]
    public void Read_QuotedCommaAndLineBreak_StayInTheField()
    {
        var book = ReadText(Header + "1,A1,\"BAG, RED\nLARGE \"\"X\"\"\",1,2011-09-15 08:27:00,1,1,UK\n2,A1,x,1,2011-09-15 08:28:00,1,1,UK\n");

        Assert.Equal("BAG, RED\nLARGE \"X\"", book.Invoices[0].Lines[0].Description);
        Assert.Equal(4, book.Invoices[1].Lines[0].FileLine);
    }

    /// <summary>The example: sound rows of several lines before and behind a row whose quote is never closed.</summary>
    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Read_UnclosedQuoteAmongLineBreaksInQuotes_CostsItsOwnRowOnly(string lineBreak)
    {
        var text = Header
            + "1,A1,\"multi\nline\",1,2011-01-01 10:00,1.00,17850,United Kingdom\n"
            + "2,A2,\"NEVER CLOSED,1,2011-01-01 10:00,1,17850,UK\n"
            + "3,A2,ok,1,2011-01-01 10:00,1,17850,United Kingdom\n"
            + "4,A2,\"closed fine\",1,2011-01-01 10:00,1,17850,UK\n"
            + "5,A2,\"also\n\nsound\",1,2011-01-01 10:00,1,17850,United Kingdom\n"
            + "6,A2,\"NEVER CLOSED EITHER,1,2011-01-01 10:00,1,17850,UK\n";

        var book = ReadText(text.Replace("\n", lineBreak, StringComparison.Ordinal));

        Assert.Equal(["1", "3", "4", "5"], book.Invoices.Select(i => i.InvoiceNo));
        Assert.Equal(["2", "6"], book.Damaged.Select(d => d.InvoiceNo));
        Assert.Equal([(4, "QUOTE_NOT_CLOSED"), (10, "QUOTE_NOT_CLOSED")], book.BadRows.First.Select(r => (r.FileLine, r.Reason)));
        Assert.Equal(["multi\nline", "ok", "closed fine", "also\n\nsound"], book.Invoices.Select(i => i.Lines[0].Description.Replace(lineBreak, "\n", StringComparison.Ordinal)));
        Assert.Equal([2, 5, 6, 7], book.Invoices.Select(i => i.Lines[0].FileLine));
    }

    [Theory]
    [InlineData("12\" RULER", "12\" RULER")]
    [InlineData("\"BAD \" QUOTE\"", "BAD  QUOTE\"")]
    [InlineData("\"SET OF 3, \"\"RED\"\"\"", "SET OF 3, \"RED\"")]
    [InlineData("\"\"", "")]
    [InlineData(" \"x", "\"x")]
    public void Read_QuotesWithinALine_AreTakenAsMeant(string written, string read)
    {
        var book = ReadText(Header + $"1,A1,{written},1,2011-09-15 08:27:00,1,1,UK\n2,A1,x,1,2011-09-15 08:27:00,1,1,UK\n");

        Assert.Equal([read, "x"], book.Invoices.Select(i => i.Lines[0].Description));
    }

    [Theory]
    [InlineData("1,A1,\"never closed,1,2011-09-15 08:27:00,1,1,UK\n")]
    [InlineData("1,A1,\"closed late,1,2011-09-15 08:27:00,1,1,UK\n9,A1,\"x,1,2011-09-15 08:27:00,1,1,UK\n")]
    public void Read_UnclosedQuote_LosesNoOtherRow(string broken)
    {
        var book = ReadText(Header + broken + "2,A1,x,1,2011-09-15 08:27:00,1,1,UK\n3,A1,x,1,2011-09-15 08:27:00,1,1,UK\n");

        Assert.Equal(["2", "3"], book.Invoices.Select(i => i.InvoiceNo));
        Assert.NotEqual(0, book.BadRows.Count);
    }

    [Theory]
    [InlineData("3/4/2011 8:26", "13/4/2011 8:26", 4, 3)]
    [InlineData("3/4/2011 8:26", "4/13/2011 8:26", 3, 4)]
    [InlineData("3/4/2011 8:26", "3/4/2011 8:26", 3, 4)]
    public void Read_SlashDates_AreReadOneWayInTheWholeFile(string ambiguous, string telling, int month, int day)
    {
        var book = ReadText(Header + $"1,A1,x,1,{ambiguous},1,1,UK\n2,A1,x,1,{telling},1,1,UK\n");

        var time = book.Invoices.Single(i => i.InvoiceNo == "1").Time;
        Assert.Equal((month, day), (time.Month, time.Day));
    }

    [Fact]
    public void Read_DateAgainstTheRestOfTheFile_IsReported()
    {
        var book = ReadText(Header + "1,A1,x,1,13/4/2011 8:26,1,1,UK\n2,A1,x,1,14/4/2011 8:26,1,1,UK\n3,A1,x,1,4/15/2011 8:26,1,1,UK\n");

        Assert.Equal("3", Assert.Single(book.Damaged).InvoiceNo);
        Assert.Equal("DATE_UNREADABLE", Assert.Single(book.BadRows.First).Reason);
    }

    [Fact]
    public void Read_Limit_KeepsTheFirstInvoicesWhole()
    {
        var book = ReadText(
            Header + "1,A1,x,1,2011-09-15 08:27:00,1,1,UK\n2,A1,x,1,2011-09-15 08:27:00,1,1,UK\n1,A2,x,1,2011-09-15 08:27:00,1,1,UK\n", limit: 1);

        Assert.Equal(["A1", "A2"], Assert.Single(book.Invoices).Lines.Select(l => l.StockCode));
    }

    [Fact]
    public void Read_GzipUnderAnyName_IsToldByItsBytes()
    {
        using (var gzip = new GZipStream(File.Create(_file), CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Header + "1,A1,x,1,2011-09-15 08:27:00,1,,UK\n"));
        }

        Assert.Equal(string.Empty, Assert.Single(InvoiceReader.Read(_file, 0).Invoices).CustomerId);
    }

    [Fact]
    public void Read_Latin1_KeepsThePoundSign()
    {
        File.WriteAllBytes(_file, Encoding.Latin1.GetBytes(Header + "1,gift_0001_20,Voucher £20.00,1,2011-09-15 08:27:00,20,1,UK\n"));

        Assert.Equal("Voucher £20.00", InvoiceReader.Read(_file, 0).Invoices[0].Lines[0].Description);
    }

    [Fact]
    public void Read_Utf8WithMarkAndSemicolons_FindsTheFirstColumn()
    {
        File.WriteAllText(_file, (Header + "1,A1,£x,1,2011-09-15 08:27:00,1,1,UK\r\n").Replace(',', ';'), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Assert.Equal("£x", InvoiceReader.Read(_file, 0).Invoices[0].Lines[0].Description);
    }

    [Fact]
    public void Read_ZipOrEmptyOrAbsent_SaysWhatToDo()
    {
        File.WriteAllBytes(_file, [0x50, 0x4B, 0x03, 0x04, 0, 0]);
        Assert.Contains("unpack", Assert.Throws<OrderFileException>(() => InvoiceReader.Read(_file, 0)).Message, StringComparison.Ordinal);

        File.WriteAllBytes(_file, []);
        Assert.Contains("empty", Assert.Throws<OrderFileException>(() => InvoiceReader.Read(_file, 0)).Message, StringComparison.Ordinal);

        Assert.Contains("Cannot open", Assert.Throws<OrderFileException>(() => InvoiceReader.Read(_file + ".absent", 0)).Message, StringComparison.Ordinal);
    }

    private static InvoiceBook ReadText(string text, int limit = 0) => InvoiceReader.Read(() => new StringReader(text), limit);
}
