using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrderBridge.Kernel.Reporting;

namespace OrderBridge.Stock.Proving;

/// <summary>Repeats <see cref="StockProofRound.SweepAsync"/> with a rest after each page.</summary>
public sealed partial class StockProofWorker(
    StockProofRound round, TimeProvider timeProvider, IOptions<StockOptions> options, ILogger<StockProofWorker> logger) : BackgroundService
{
    private readonly FailureNews _news = new(timeProvider);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            // The rest comes first: a server that has just started has better things to do.
            await Task.Delay(options.Value.ProofDelay, timeProvider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await round.SweepAsync(stoppingToken).ConfigureAwait(false);
                _news.Succeeded();
            }
#pragma warning disable CA1031 // The worker outlives whatever the database throws; the next round repeats the step.
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                if (_news.Failed(e))
                {
                    LogRoundFailed(logger, e);
                }
            }
        }
    }

    [LoggerMessage(EventId = 2021, Level = LogLevel.Warning, Message = "A page of the stock proof failed; the next round repeats it")]
    private static partial void LogRoundFailed(ILogger logger, Exception exception);
}
