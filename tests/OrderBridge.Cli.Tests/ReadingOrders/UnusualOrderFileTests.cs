using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using OrderBridge.Cli.MappingOrders;
using OrderBridge.Cli.ReadingOrders;

namespace OrderBridge.Cli.Tests.ReadingOrders;

/// <summary>Copies of the set that went through other hands: every row is used or counted with its reason.</summary>
public sealed class UnusualOrderFileTests : IDisposable
{
    private const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
    private const string Row = "536365,85123A,HOLDER,6,12/1/2010 8:26,2.55,17850,United Kingdom\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("orderbridge-files-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("INVOICENO,STOCKCODE,DESCRIPTION,QUANTITY,INVOICEDATE,UNITPRICE,CUSTOMERID,COUNTRY\n")]
    [InlineData("invoice_no, stock_code, description, quantity, invoice_date, unit_price, customer_id, country\n")]
    [InlineData("Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n")]
    [InlineData("\"Invoice No\",\"Stock Code\",\"Description\",\"Quantity\",\"Invoice Date\",\"Unit Price\",\"Customer Id\",\"Country\"\r\n")]
    public void Read_HeaderInOtherWords_FindsEveryColumn(string header)
    {
        var invoice = Assert.Single(Read(header + Row).Invoices);

        Assert.Equal(("536365", "17850", "United Kingdom", 6L, 2.55m), (invoice.InvoiceNo, invoice.CustomerId, invoice.Country, invoice.Lines[0].Quantity, invoice.Lines[0].UnitPrice));
    }

    [Fact]
    public void Read_IndexColumnOfAnExport_IsIgnored() =>
        Assert.Equal("536365", Assert.Single(Read("," + Header + "0," + Row).Invoices).InvoiceNo);

    [Fact]
    public void Read_CarriageReturnsAndNoLastLineBreak_ReadsEveryRow()
    {
        var book = Read((Header + Row + Row.Replace("536365", "536366", StringComparison.Ordinal)).Replace("\n", "\r\n", StringComparison.Ordinal).TrimEnd());

        Assert.Equal(["536365", "536366"], book.Invoices.Select(i => i.InvoiceNo));
        Assert.Equal("United Kingdom", book.Invoices[1].Country);
    }

    [Theory]
    [InlineData("12/1/2010 8:26")]
    [InlineData("12/1/10 8:26")]
    [InlineData("12/01/2010 08:26:00 AM")]
    [InlineData("2010-12-01 08:26:00")]
    [InlineData("2010-12-01 08:26")]
    [InlineData("2010-12-01T08:26:00")]
    [InlineData("2010-12-01T08:26:00.000Z")]
    [InlineData("2010-12-01 08:26:00+00:00")]
    [InlineData("2010/12/1 8:26")]
    [InlineData("1-Dec-2010 08:26")]
    [InlineData("1.12.2010 08:26")]
    [InlineData("12-01-2010 08:26")]
    public void Read_DatesOfKnownCopies_AreTheFirstOfDecember(string date) => Assert.Equal(
        new DateTimeOffset(2010, 12, 1, 8, 26, 0, TimeSpan.Zero), Assert.Single(Read(Header + Row.Replace("12/1/2010 8:26", date, StringComparison.Ordinal)).Invoices).Time);

    [Fact]
    public void Read_SpreadsheetWithDayFirst_IsReadSoAlsoWithinALimit()
    {
        var book = Read(
            Header + Row.Replace("12/1/2010 8:26", "01/12/2010 08:26", StringComparison.Ordinal)
            + Row.Replace("536365", "536999", StringComparison.Ordinal).Replace("12/1/2010 8:26", "13/12/2010 08:26", StringComparison.Ordinal),
            limit: 1);

        Assert.Equal((12, 1), (Assert.Single(book.Invoices).Time.Month, book.Invoices[0].Time.Day));
    }

    [Fact]
    public void Read_SemicolonsAndDecimalCommas_AreAmounts()
    {
        var book = Read(Header.Replace(',', ';') + "536365;85123A;HOLDER, WHITE;6;01/12/2010 08:26;2,55;17850;United Kingdom\n");

        Assert.Equal(("HOLDER, WHITE", 2.55m), (book.Invoices[0].Lines[0].Description, book.Invoices[0].Lines[0].UnitPrice));
    }

    [Fact]
    public void Read_OddRows_AreUsedAsTheyAre()
    {
        var book = Read(
            Header
            + "536414,22139,,56,12/1/2010 11:52,0,,United Kingdom\n" // no customer, no description, no price
            + "536589,21777,,-10,12/1/2010 16:50,0,,United Kingdom\n" // write-off
            + "A563185,B,Adjust bad debt,1,8/12/2011 14:50,11062.06,,United Kingdom\n"
            + "A563186,B,Adjust bad debt,1,8/12/2011 14:51,-11062.06,,United Kingdom\n"
            + "C536379,D,Discount,-1,12/1/2010 9:41,27.5,14527,United Kingdom\n"
            + Row + Row);

        Assert.Equal((7, 0, 6), (book.RowsRead, book.BadRows.Count, book.InvoicesRead));
        Assert.Equal(["C536379"], book.Invoices.Where(i => i.IsCancellation).Select(i => i.InvoiceNo));
        Assert.Equal(2, book.Invoices.Single(i => i.InvoiceNo == "536365").Lines.Count); // A row that is there twice is two lines.
        var mapper = new InvoiceMapper(1, webhooks: true, DateTimeOffset.MaxValue);
        var badDebt = mapper.Map(book.Invoices.Single(i => i.InvoiceNo == "A563186"));
        Assert.Equal((OrderRoute.Stream, true), (badDebt.Route, badDebt.Lines.All(l => l.IsService)));
    }

    [Fact]
    public void Read_RowsOfEveryKindOfDamage_AreEachUsedOrCounted()
    {
        var book = Read(
            Header
            + "1,A1,x,six,2011-09-15 08:27:00,1,1,UK\n"
            + "2,A1,x,1.5,2011-09-15 08:27:00,1,1,UK\n"
            + "3,A1,x,99999999999999999999999,2011-09-15 08:27:00,1,1,UK\n"
            + "4,A1,x,1,2011-09-15 08:27:00,free,1,UK\n"
            + "5,A1,x,1,2011-09-15 08:27:00,1e99,1,UK\n"
            + "6,A1,x,1,31/31/2011,1,1,UK\n"
            + "7,A1,x,1,,1,1,UK\n"
            + "8,,x,1,2011-09-15 08:27:00,1,1,UK\n"
            + ",A1,x,1,2011-09-15 08:27:00,1,1,UK\n"
            + "9\n"
            + "10,A1,x,1,2011-09-15 08:27:00,1,1,UK,more,than,columns\n"
            + "11,A1,x,1,2011-09-15 08:27:00,1\n"
            + "12,A1,x,1,2011-09-15 08:27:00,1,,\n");

        Assert.Equal(book.RowsRead, book.BadRows.Count + book.Invoices.Sum(i => i.Lines.Count));
        Assert.Equal(["10", "12"], book.Invoices.Select(i => i.InvoiceNo));
        Assert.Equal((3, 2, 2, 1, 1, 2), (
            book.BadRows.ByReason["QUANTITY_UNREADABLE"], book.BadRows.ByReason["PRICE_UNREADABLE"], book.BadRows.ByReason["DATE_UNREADABLE"],
            book.BadRows.ByReason["STOCK_CODE_MISSING"], book.BadRows.ByReason["INVOICE_NO_MISSING"], book.BadRows.ByReason["ROW_TOO_SHORT"]));
    }

    /// <summary>Wherever a download breaks off before the last column, half a number must not become a price.</summary>
    [Fact]
    public void Read_CutOffAnywhereBeforeTheLastColumn_TakesNoHalfRow()
    {
        const string whole = "1004,A3,LAST ROW,12,2011-01-01 10:00:00,1.95,18211,United Kingdom";
        for (var length = 1; length <= whole.LastIndexOf(','); length++)
        {
            foreach (var lineBreak in (string[])["", "\n"])
            {
                var book = Read(Header + Row + whole[..length] + lineBreak);

                Assert.Equal("536365", Assert.Single(book.Invoices).InvoiceNo);
                Assert.Equal((3, "ROW_TOO_SHORT"), Assert.Single(book.BadRows.First.Select(r => (r.FileLine, r.Reason))));
                Assert.Equal(length > 4 ? ["1004"] : [], book.Damaged.Select(d => d.InvoiceNo)); // Half a number is nobody's.
            }
        }
    }

    [Theory]
    [InlineData(300_000, 2)]
    [InlineData(2_000_000, 2)]
    public void Read_RowLongerThanAnyRow_IsCountedAndReadOn(int length, int line)
    {
        foreach (var filler in (string[])[new('x', length), $"\"{new string('x', length)}\"", $"\"{new string('x', length)}"])
        {
            var book = Read(Header + $"1,A1,{filler},1,2011-09-15 08:27:00,1,1,UK\r\n" + Row);

            Assert.Equal("536365", Assert.Single(book.Invoices).InvoiceNo);
            Assert.Equal(3, book.Invoices[0].Lines[0].FileLine);
            Assert.Equal((line, "ROW_TOO_LONG"), Assert.Single(book.BadRows.First.Select(r => (r.FileLine, r.Reason))));
            Assert.Equal("1", Assert.Single(book.Damaged).InvoiceNo);
        }
    }

    [Fact]
    public void Read_TextOfTheLongestRow_IsTaken()
    {
        var fixedPart = "1,A1,,1,2011-09-15 08:27:00,1,1,UK".Length;
        var book = Read(Header + $"1,A1,{new string('x', CsvRows.LengthMax - fixedPart)},1,2011-09-15 08:27:00,1,1,UK\r\n" + Row);

        Assert.Equal((2, 0), (book.Invoices.Count, book.BadRows.Count));
    }

    [Fact]
    public void Read_AmountsBeyondAnyOrder_AreUnreadableRows()
    {
        const string most = ",A1,x,1000000,2011-09-15 08:27:00,1000000,1,UK\n"; // A thousand billion.
        var book = Read(
            Header
            + "1,A1,x,999999999,2011-09-15 08:27:00,999999999,1,United Kingdom\n"
            + "2,A1,x,-1000000,2011-09-15 08:27:00,1000000.01,1,UK\n"
            + "3" + most
            + "4" + most + "4,A1,x,1,2011-09-15 08:27:00,0.01,1,UK\n" + "4" + most);

        Assert.Equal((3, 3), (book.BadRows.Count, book.BadRows.ByReason["AMOUNT_TOO_LARGE"]));
        Assert.Equal([2, 3, 6], book.BadRows.First.Select(r => r.FileLine));
        Assert.Equal(["1", "2", "4"], book.Damaged.Select(d => d.InvoiceNo));
        Assert.Equal(100_000_000_000_000, new InvoiceMapper(1, webhooks: true, DateTimeOffset.MaxValue).Map(Assert.Single(book.Invoices)).TotalMinorUnits);
    }

    [Fact]
    public void Read_PlainTextNamedGzipAndGzipNamedText_AreToldByTheirBytes()
    {
        File.WriteAllText(At("plain.csv.gz"), Header + Row);
        File.WriteAllBytes(At("packed.csv"), Gzip(Header + Row));

        Assert.Single(InvoiceReader.Read(At("plain.csv.gz"), 0).Invoices);
        Assert.Single(InvoiceReader.Read(At("packed.csv"), 0).Invoices);
    }

    [Fact]
    public void Read_DamagedOrCutGzip_SaysSo()
    {
        var random = new Random(1);
        var rows = string.Concat(Enumerable.Range(0, 5000).Select(i => Row.Replace("536365", $"{random.Next(500000, 600000)}", StringComparison.Ordinal)));
        var whole = Gzip(Header + rows);
        var damaged = whole.ToArray();
        damaged.AsSpan(damaged.Length / 2, 200).Fill(0xFF);
        File.WriteAllBytes(At("damaged.csv.gz"), damaged);
        File.WriteAllBytes(At("cut.csv.gz"), whole[..(whole.Length / 2)]);

        Assert.Contains("damaged gzip", Refusal(At("damaged.csv.gz")), StringComparison.Ordinal);
        Assert.Contains("damaged gzip", Refusal(At("cut.csv.gz")), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WhatIsNoOrderFile_SaysWhatItIs()
    {
        File.WriteAllBytes(At("noise"), [.. Enumerable.Range(0, 4000).Select(i => (byte)(i * 7919 % 256))]);
        File.WriteAllText(At("other.csv"), "order_id,customer_id,price\n1,2,3\n");
        File.WriteAllBytes(At("empty.csv.gz"), Gzip(string.Empty));

        Assert.Contains("no column InvoiceNo", Refusal(At("noise")), StringComparison.Ordinal);
        Assert.DoesNotContain(Refusal(At("noise")), char.IsControl);
        Assert.Contains("no column InvoiceNo, StockCode, Description, Quantity, InvoiceDate, Country.", Refusal(At("other.csv")), StringComparison.Ordinal);
        Assert.Contains("empty", Refusal(At("empty.csv.gz")), StringComparison.Ordinal);
        Assert.Contains("is a folder", Refusal(_folder), StringComparison.Ordinal);
        Assert.Contains("Cannot open", Refusal(At("absent.csv")), StringComparison.Ordinal);
    }

    /// <summary>To open a pipe would wait for whoever writes to it, deaf to Ctrl-C.</summary>
    [Fact]
    public async Task Read_Pipe_IsRefusedWithoutWaitingForAWriter()
    {
        using (var make = Process.Start("mkfifo", [At("pipe")]))
        {
            await make.WaitForExitAsync();
        }

        File.CreateSymbolicLink(At("link"), At("pipe"));

        foreach (var path in (string[])[At("pipe"), At("link"), "/dev/null"])
        {
            var refusal = await Task.Factory.StartNew(() => Refusal(path), default, TaskCreationOptions.LongRunning, TaskScheduler.Default).WaitAsync(TimeSpan.FromSeconds(30));
            Assert.Contains("is a pipe or a device", refusal, StringComparison.Ordinal);
        }
    }

    private static string Refusal(string path) => Assert.Throws<OrderFileException>(() => InvoiceReader.Read(path, 0)).Message;

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private static InvoiceBook Read(string text, int limit = 0) => InvoiceReader.Read(() => new StringReader(text), limit);

    private string At(string name) => Path.Combine(_folder, name);
}
