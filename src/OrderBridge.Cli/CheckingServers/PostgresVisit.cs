using System.Diagnostics;
using OrderBridge.Cli.RunningProcesses;

namespace OrderBridge.Cli.CheckingServers;

/// <summary>
/// Looks into a database before the demo's hubs do: <c>prove</c> reads and writes nothing, whereas a hub would change tables and run deadlines. A database
/// that holds a store is refused: the demo counts stock and orders from nothing.
/// </summary>
internal sealed class PostgresVisit(string connection, RepositoryLayout layout, TimeProvider timeProvider)
{
    private const int NoStore = 2;

    /// <summary>Longer than a connection may take to fail, and a program to start where every core is busy; a proof that takes as long reads a store.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <exception cref="UsageException">It cannot be reached, or holds a store.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var start = ProgramStart.OfAssembly("prove", layout.Program("src/OrderBridge.Server", "OrderBridge.Server"), ["prove"]);
        var info = new ProcessStartInfo(start.File, start.Arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        info.Environment["ORDERBRIDGE_POSTGRES"] = connection;
        using var prove = Process.Start(info)!;
        var output = prove.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = prove.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await prove.WaitForExitAsync(cancellationToken).WaitAsync(Patience, timeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw Holds();
        }
        finally
        {
            if (!prove.HasExited)
            {
                prove.Kill();
            }
        }

        await output;
        Judge(prove.ExitCode, await error);
    }

    private static void Judge(int code, string error)
    {
        if (code != NoStore)
        {
            throw Holds();
        }

        if (!error.Contains("There is no store", StringComparison.Ordinal))
        {
            throw new UsageException($"--postgres cannot be used: {error.Trim().ReplaceLineEndings(" ").Replace("orderbridge: ", string.Empty, StringComparison.Ordinal)}");
        }
    }

    private static UsageException Holds() =>
        new("--postgres names a database that holds a store already; the demo counts stock and orders from nothing. Name an empty one, such as: createdb orderbridge_demo");
}
