using System.Diagnostics;
using OrderBridge.Cli.Reporting;

namespace OrderBridge.Cli.Tests.Reporting;

public sealed class FiguresFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orderbridge-figures-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Write_OverOldFigures_LeavesTheNewOnesAndNothingBeside()
    {
        await File.WriteAllTextAsync(At("figures.json"), new string('x', 10_000));

        FiguresFile.Check(At("figures.json"));
        await FiguresFile.WriteAsync(At("figures.json"), "{}\n");

        Assert.Equal("{}\n", await File.ReadAllTextAsync(At("figures.json")));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public async Task Write_ThroughALink_KeepsTheLink()
    {
        await File.WriteAllTextAsync(At("figures.json"), "old");
        File.CreateSymbolicLink(At("link"), "figures.json");

        FiguresFile.Check(At("link"));
        await FiguresFile.WriteAsync(At("link"), "{}\n");

        Assert.Equal("figures.json", new FileInfo(At("link")).LinkTarget);
        Assert.Equal("{}\n", await File.ReadAllTextAsync(At("figures.json")));
    }

    /// <summary>As with <c>--json >(jq .)</c>: what is no file is written to and never replaced.</summary>
    [Fact]
    public async Task Write_IntoAPipe_ReachesItsReader()
    {
        using (var make = Process.Start("mkfifo", [At("pipe")]))
        {
            await make.WaitForExitAsync();
        }

        FiguresFile.Check(At("pipe"));
        using var reader = Process.Start(new ProcessStartInfo("cat", [At("pipe")]) { RedirectStandardOutput = true })!;
        await Task.Run(() => FiguresFile.WriteAsync(At("pipe"), "{}\n")).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal("{}\n", await reader.StandardOutput.ReadToEndAsync());
        Assert.False(RegularFile.Is(At("pipe")));
    }

    [Theory]
    [InlineData("absent/figures.json")]
    [InlineData(".")]
    public void Check_WhatCannotBeWritten_SaysSo(string name) =>
        Assert.StartsWith("Cannot write the figures to", Assert.Throws<UsageException>(() => FiguresFile.Check(At(name))).Message, StringComparison.Ordinal);

    private string At(string name) => Path.Combine(_folder, name);
}
