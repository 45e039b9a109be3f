using System.Data.Common;
using OrderBridge.Server.Proving;
using OrderBridge.Storage;

namespace OrderBridge.Server.Hosting;

/// <summary><c>prove --data DIR</c> or <c>--postgres CONNECTION</c>: checks a store, live or at rest, without writing. Exit code 1 when something is wrong, 2 when there is none.</summary>
public static class ProveCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            OptionNames.Require(args);
            var configuration = new ConfigurationBuilder().AddEnvironmentVariables("ORDERBRIDGE_").AddCommandLine(args).Build();
            var settings = HubSettings.Read(configuration);
            if (settings.Postgres.Length == 0 && !File.Exists(settings.Database))
            {
                await Console.Error.WriteLineAsync($"orderbridge: there is no store in {settings.DataDirectory}; name it with --data DIR or --postgres CONNECTION.").ConfigureAwait(false);
                return 2;
            }

            var report = await (settings.Postgres.Length > 0
                ? HubProof.OfDatabaseAsync(settings.Postgres, TimeProvider.System, CancellationToken.None)
                : HubProof.OfFileAsync(settings.Database, TimeProvider.System, CancellationToken.None)).ConfigureAwait(false);
            await ProofPrinter.PrintAsync(report, Console.Out).ConfigureAwait(false);
            return report.IsOk ? 0 : 1;
        }
        catch (Exception e) when (e is ArgumentException or InvalidDataException or StorageUnavailableException or IOException or UnauthorizedAccessException or DbException)
        {
            await Console.Error.WriteLineAsync($"orderbridge: {e.Message}").ConfigureAwait(false);
            return 2;
        }
    }
}
