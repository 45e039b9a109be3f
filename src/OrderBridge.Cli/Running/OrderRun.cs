using Grpc.Core;
using OrderBridge.Cli.Cancelling;
using OrderBridge.Cli.Commands;
using OrderBridge.Cli.FeedingOrders;
using OrderBridge.Cli.MappingOrders;
using OrderBridge.Cli.Measuring;
using OrderBridge.Cli.PlayingPeople;
using OrderBridge.Cli.Proving;
using OrderBridge.Cli.Reporting;
using OrderBridge.Cli.Tracking;
using OrderBridge.Contracts.Admin.V1;
using Spectre.Console;

namespace OrderBridge.Cli.Running;

/// <summary>One run against a hub: feed, watch, play the people, wait until everything is at rest, prove.</summary>
/// <param name="webhooks">The channel adapter; null sends every order over the stream.</param>
/// <param name="deadLetters">What the channel adapter has set aside; null without one.</param>
/// <param name="hubProcessIds">The hubs' processes when they run on this machine, for their CPU time; none when the hub has a past of its own.</param>
internal sealed class OrderRun(
    RunOptions options, OrderSource source, RunCallers callers, RunBook book, WebhookFeeder? webhooks, Func<CancellationToken, Task<IReadOnlyList<DeadLetter>>>? deadLetters, IReadOnlyList<int> hubProcessIds, string warehouseId, IAnsiConsole console, TimeProvider timeProvider) : IDisposable
{
    private static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(20);
    private const int UndecidedShown = 20;

    private readonly StreamFeeder _stream = new(callers.Channel, book, timeProvider);
    private readonly TaskConsumer _tasks = new(callers.Warehouse, book, timeProvider);
    private readonly ServiceDesk _desk = new(callers.Desk, callers.Operations, book, timeProvider);
    private readonly Cashier _cashier = new(callers.Finance, webhooks, timeProvider);
    private readonly ParcelDesk _parcels = new(callers.Warehouse, callers.Operations, warehouseId, timeProvider);
    private readonly CancellationDesk _cancellations = new(callers.Desk, webhooks, timeProvider);

    /// <summary>Runs it all.</summary>
    /// <returns>The report, its offline proof still open.</returns>
    public async Task<RunReport> RunAsync(CancellationToken cancellationToken)
    {
        var start = timeProvider.GetTimestamp();
        using var background = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await OpenStockAsync(cancellationToken);
        var cpuBefore = Cpu();
        var feed = new OrderFeed(
            new InvoiceMapper(options.Seed, webhooks is not null, timeProvider.GetUtcNow()), _stream, webhooks, _cancellations, _cashier, book, options.Seed, timeProvider);
        var progress = new LiveProgress(console, callers.Operations, book, () => feed.Fed, source.Book.Invoices.Count, () => _stream.Repeats + (webhooks?.Repeats ?? 0), timeProvider);
        var watcher = new OrderWatcher(callers.Channel, book, deadLetters, timeProvider);
        Task[] running = [_tasks.RunAsync(background.Token), _desk.RunAsync(background.Token), progress.RunAsync(background.Token), watcher.RunAsync(background.Token)];
        await FeedAsync(feed, running, background);
        var feedTime = timeProvider.GetElapsedTime(start);
        await SettleAsync(progress, running, cancellationToken);
        await new ReturnsDesk(callers.Desk, callers.Warehouse, warehouseId, _cancellations.Counts, timeProvider).SettleAsync(_cancellations.Claims, cancellationToken);
        progress.Finish();
        var cpu = Cpu() - cpuBefore;
        var proof = await ProveAsync(cancellationToken);
        await progress.RefreshAsync(cancellationToken);
        var statistics = await callers.Operations.Admin.GetStatisticsAsync(new GetStatisticsRequest(), callers.Operations.Options(cancellationToken));
        await background.CancelAsync();
        await EndAsync(running);
        return Report(feed, statistics, proof, cpu, feedTime, timeProvider.GetElapsedTime(start));
    }

    public void Dispose() => _stream.Dispose();

    private bool HasPast => hubProcessIds.Count == 0;

    /// <summary>Of a hub with a past only the orders that it does not have yet need stock.</summary>
    private async Task OpenStockAsync(CancellationToken cancellationToken)
    {
        var invoices = HasPast ? await new KnownOrders(callers.Operations, timeProvider).WithoutAsync(source.Book.Invoices, cancellationToken) : source.Book.Invoices;
        var stock = HasPast ? OpeningStock.Compute(invoices, options.OpeningStockPercent) : source.OpeningStock;
        await new StockSetter(callers.Operations, warehouseId, timeProvider).RaiseAsync(stock, StockSetter.NameOf(source.Name, invoices), cancellationToken);
    }

    private TimeSpan? Cpu() => HasPast ? null : hubProcessIds.Select(ProcessCpu.Read).Aggregate((sum, one) => sum + one);

    /// <summary>What feeds and what accompanies it; the first failure ends all of it.</summary>
    private async Task FeedAsync(OrderFeed feed, Task[] accompanying, CancellationTokenSource background)
    {
        var token = background.Token;
        List<Task> feeding =
        [
            feed.RunAsync(source.Book.Invoices, options.Pace(source.Book.Invoices.Count), token), _stream.RunAsync(token), _cashier.RunAsync(token), _cancellations.RunAsync(token),
        ];
        while (feeding.Count > 0)
        {
            var ended = await Task.WhenAny([.. feeding, .. accompanying]);
            if (!feeding.Remove(ended))
            {
                await ended; // Those who accompany end by failing only.
            }

            if (!ended.IsCompletedSuccessfully)
            {
                await background.CancelAsync();
                await ended;
            }
        }
    }

    /// <summary>Waits until nothing is open, nothing has moved for 20 seconds, or the time is over.</summary>
    private async Task SettleAsync(LiveProgress progress, Task[] accompanying, CancellationToken cancellationToken)
    {
        var start = timeProvider.GetTimestamp();
        var (quietSince, last) = (start, string.Empty);
        while (timeProvider.GetElapsedTime(start) < options.SettleTime && timeProvider.GetElapsedTime(quietSince) < QuietTime)
        {
            await progress.RefreshAsync(cancellationToken);
            if (book.Undecided == 0 && progress.States.Count > 0 && RunStates.CountOpen(progress.States) == 0 && progress.IsCaughtUp)
            {
                return;
            }

            var now = string.Join(' ', progress.States) + book.Undecided;
            (quietSince, last) = now == last ? (quietSince, last) : (timeProvider.GetTimestamp(), now);
            if (Array.Find(accompanying, t => t.IsFaulted) is { } failed)
            {
                await failed;
            }

            await _parcels.SweepAsync(progress.States.GetValueOrDefault("SHIPPED"), cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(1), timeProvider, cancellationToken);
        }
    }

    private async Task<(ProveStoreResponse Store, Reconciliation Outside)> ProveAsync(CancellationToken cancellationToken)
    {
        var request = new ProveStoreRequest { WaitForFlows = true };
        var store = await callers.Operations.Admin.ProveStoreAsync(request, callers.Operations.Options(cancellationToken));
        var outside = await new Reconciler(callers.Operations, warehouseId, timeProvider).RunAsync(book, HasPast ? null : source.OpeningStock, cancellationToken);
        return (store, outside);
    }

    private static async Task EndAsync(Task[] running)
    {
        try
        {
            await Task.WhenAll(running);
        }
        catch (Exception e) when (e is OperationCanceledException or RpcException)
        {
            // That is how they end, between two calls or in the middle of one: a call that fails at that very moment is no longer tried again.
        }
    }

    private RunReport Report(
        OrderFeed feed, GetStatisticsResponse statistics, (ProveStoreResponse Store, Reconciliation Outside) proof, TimeSpan? cpu, TimeSpan feedTime, TimeSpan time) => new()
    {
        Source = source.Name,
        RowsRead = source.Book.RowsRead,
        OrdersRead = source.Book.InvoicesRead,
        OrdersSent = book.Sent,
        OrdersAccepted = book.Accepted,
        Refused = RefusalGroups.Of(book, source.Book.Damaged),
        States = new SortedDictionary<string, long>(statistics.OrdersByState, StringComparer.Ordinal),
        Shipments = new SortedDictionary<string, long>(statistics.ShipmentsByState, StringComparer.Ordinal),
        BadRows = source.Book.BadRows,
        Cancellations = _cancellations.Counts,
        AcceptStream = book.StreamAccept.Summarise(),
        AcceptWebhook = book.WebhookAccept.Summarise(),
        AcceptToTask = _tasks.AcceptToTask.Summarise(),
        AcceptToTaskWaited = _tasks.AcceptToTaskWaited.Summarise(),
        CpuMsPerOrder = cpu is { } used && book.Accepted > 0 ? used.TotalMilliseconds / book.Accepted : null,
        FeedSeconds = feedTime.TotalSeconds,
        Seconds = time.TotalSeconds,
        OpeningStock = new OpeningStockFacts(options.OpeningStockPercent, source.OpeningStock.Count, source.OpeningStock.Values.Sum(), warehouseId),
        Feed = new FeedFacts(
            book.All.Count(t => t.Order.Route is OrderRoute.Stream), book.All.Count(t => t.Order.Route is OrderRoute.Webhook),
            _stream.Repeats, webhooks?.Taken ?? 0, webhooks?.Repeats ?? 0, feed.RepeatedWebhooks, feed.UpdatedWebhooks, feed.ForgedWebhooks, feed.ForgedRefused),
        People = new PeopleFacts(_desk.Holds, _cashier.Paid, _desk.Shortages, _desk.Resumed, _parcels.TakenBack, _parcels.WrittenOff),
        Proof = new ProofFacts(proof.Store, proof.Outside, _tasks.Duplicates, book.Undecided, [.. book.All.Where(t => !t.Decided.IsCompleted).Select(t => t.Order.InvoiceNo).Order(StringComparer.Ordinal).Take(UndecidedShown)], Offline: null),
    };
}
