using System.Data.Common;
using OrderBridge.Server.Proving;
using OrderBridge.Storage;
using OrderBridge.Storage.Proving;
using OrderBridge.Storage.Sqlite.Opening;

namespace OrderBridge.Server.Hosting;

/// <summary><c>prove --data DIR</c> or <c>--postgres CONNECTION</c>: checks a store, live or at rest; changes neither a file nor the log beside it. Exit code 1 when something is wrong, 2 when there is none.</summary>
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
                : OfFileAsync(settings.Database)).ConfigureAwait(false);
            await ProofPrinter.PrintAsync(report, Console.Out).ConfigureAwait(false);
            return report.IsOk ? 0 : 1;
        }
        catch (Exception e) when (e is ArgumentException or InvalidDataException or StorageUnavailableException or IOException or UnauthorizedAccessException or DbException)
        {
            await Console.Error.WriteLineAsync($"orderbridge: {e.Message}").ConfigureAwait(false);
            return 2;
        }
    }

    /// <exception cref="StorageUnavailableException">The file cannot be read; there is no log to look into, so the sentence names it with cause and fix.</exception>
    private static async Task<ProofReport> OfFileAsync(string database)
    {
        try
        {
            return await HubProof.OfFileAsync(database, TimeProvider.System, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (FileTrouble.SentenceOf(database, e) is { } sentence)
        {
            throw new StorageUnavailableException(sentence, e);
        }
    }
}
