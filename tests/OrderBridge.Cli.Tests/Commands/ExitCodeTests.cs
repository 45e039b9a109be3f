using System.Diagnostics;
using OrderBridge.Cli.Commands;

namespace OrderBridge.Cli.Tests.Commands;

/// <summary>The program as a newcomer meets it when something is wrong: one line that says what, code 2, and nothing was started.</summary>
public sealed class ExitCodeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orderbridge-exit-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("--limit must be a whole number from 1", "--limit", "0")]
    [InlineData("--speed must be a number", "--speed", "quick")]
    [InlineData("'--fast' is not known here", "--fast")]
    [InlineData("Cannot open the order file", "--orders", "/absent/orders.csv")]
    [InlineData("is a folder", "--orders", "/")]
    [InlineData("Cannot write the figures to", "--json", "/absent/folder/figures.json")]
    public async Task Demo_ToldWhatCannotBe_EndsWithTwoAndOneLine(string says, params string[] arguments) => await RefusesAsync(says, arguments);

    [Theory]
    [InlineData("is empty", "")]
    [InlineData("no column Quantity.", "InvoiceNo,StockCode,Description,InvoiceDate,UnitPrice,CustomerID,Country\n1,2,3,4,5,6,7\n")]
    [InlineData("has no rows", "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n")]
    [InlineData("the first is line 2: QUANTITY_UNREADABLE", "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n1,A1,x,six,2011-09-15 08:27:00,1,1,UK\n")]
    public async Task Demo_FileWithoutOrders_EndsWithTwoAndOneLine(string says, string content)
    {
        var file = Path.Combine(_folder, "orders.csv");
        await File.WriteAllTextAsync(file, content);

        await RefusesAsync(says, ["--orders", file]);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("demo", "--help")]
    [InlineData("demo", "-h", "--orders")]
    [InlineData("replay", "help")]
    [InlineData("prove", "--help")]
    public async Task Help_AlsoBehindACommand_IsGivenWithZero(params string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments);

        Assert.Equal((0, string.Empty), (code, error));
        Assert.Contains("start everything on this machine", output, StringComparison.Ordinal);
    }

    /// <summary>A run that ends before its figures says nothing, rather than nothing in a file, and leaves those of the run before.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("{}\n")]
    public async Task Demo_EndsBeforeItsFigures_LeavesTheirFileAsItWas(string? before)
    {
        var figures = Path.Combine(_folder, "figures.json");
        if (before is not null)
        {
            await File.WriteAllTextAsync(figures, before);
        }

        await RefusesAsync("--redis", ["--redis", "127.0.0.1:1", "--json", figures]);

        Assert.Equal(before, File.Exists(figures) ? await File.ReadAllTextAsync(figures) : null);
        Assert.Equal(before is null ? 0 : 1, Directory.EnumerateFileSystemEntries(_folder).Count());
    }

    private async Task RefusesAsync(string says, string[] arguments)
    {
        var (code, output, error) = await RunAsync(["demo", .. arguments]);

        Assert.Equal(2, code);
        Assert.Contains(says, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.DoesNotContain("Starting", output, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(RunOptions).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = _folder,
        };
        start.Environment["DOTNET_TC_QuickJit"] = "1"; // It lives for seconds; compiling fully would be most of its work.
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(180));
        await using var ending = bound.Token.Register(process.Kill);
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
