using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrderBridge.Kernel.Deciding;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Stock;
using OrderBridge.Stock.Adjusting;
using OrderBridge.Stock.Calling;
using OrderBridge.Stock.Counting;
using OrderBridge.Stock.Ledger;
using OrderBridge.Stock.Lifecycle;
using OrderBridge.Stock.Ports;
using OrderBridge.Stock.Redis;
using OrderBridge.Stock.Reserving;
using OrderBridge.Testing.Stock;

namespace OrderBridge.Redis.Tests.Stage;

/// <summary>
/// The stock module as a server wires it: Redis before, counters that arbitrate behind, keeper and pulse at work, real time. The counters are
/// <see cref="MemoryBooks"/>, which survives what happens to Redis, as a database does.
/// </summary>
internal sealed class RedisDesk : IAsyncDisposable
{
    /// <summary>Of all desks: two servers of one store must not use the same request id.</summary>
    private static int _requests;

    private readonly ServiceProvider _services;
    private readonly IHostedService[] _workers;

    private RedisDesk(string connectionString, MemoryBooks books, Action<RedisLedgerOptions>? redis, Action<StockOptions>? stock, bool hasPulse)
    {
        Books = books;
        var options = new RedisLedgerOptions { PulseDelay = TimeSpan.FromMilliseconds(100), AwayDelay = TimeSpan.FromMilliseconds(300), RebuildLease = TimeSpan.FromSeconds(3) };
        redis?.Invoke(options);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IJournal>(books).AddSingleton<IAggregates>(books).AddSingleton<IStockLevels>(books);
        services.AddStock().AddRedisStockLedger(connectionString, options);
        services.Configure<StockOptions>(o =>
        {
            (o.OrphanGrace, o.SweepDelay) = (TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(50));
            stock?.Invoke(o);
        });
        _services = services.BuildServiceProvider();
        _workers = [.. _services.GetServices<IHostedService>().Where(w => hasPulse || !w.GetType().Name.StartsWith("RedisPulse", StringComparison.Ordinal))];
    }

    public MemoryBooks Books { get; }

    public IStockLedger Ledger => _services.GetRequiredService<IStockLedger>();

    public StockCommands Commands => _services.GetRequiredService<StockCommands>();

    /// <param name="books">Of another server of the same store; null for a store of its own.</param>
    /// <param name="isIdle">Nothing goes on in it but what a test does.</param>
    public static async Task<RedisDesk> OpenAsync(
        string connectionString,
        MemoryBooks? books = null,
        Action<RedisLedgerOptions>? redis = null,
        Action<StockOptions>? stock = null,
        bool hasPulse = true,
        bool isIdle = false,
        params (StockKey Key, long Pieces)[] pieces)
    {
        var desk = new RedisDesk(connectionString, books ?? new MemoryBooks(TimeProvider.System), redis, stock, hasPulse);
        await desk.JoinAsync();
        foreach (var worker in isIdle ? [] : desk._workers)
        {
            await worker.StartAsync(default);
        }

        foreach (var (key, quantity) in pieces)
        {
            Assert.Null((await desk.Commands.AdjustStockAsync(new AdjustStock([new(key, quantity)], MovementKind.Receipt, "receipt", ""), desk.Call(), default)).Refusal);
        }

        return desk;
    }

    /// <summary>Fills the ledger, or takes what others have filled.</summary>
    public async Task JoinAsync() => await _services.GetRequiredService<LedgerKeeper>().RebuildAsync(default);

    public StockCall Call() => new("test", $"request-{Interlocked.Increment(ref _requests)}", "body");

    public ValueTask<Outcome<Reservation>> ReserveAsync(string id, params StockLine[] lines) =>
        Commands.ReserveStockAsync(new ReserveStock(id, $"order-of-{id}", "shop", [.. lines], ReserveMode.AllOrNothing, null), Call(), default);

    /// <summary>Repeats the call while it is answered UNAVAILABLE or ABORTED, as callers are told to.</summary>
    public async Task<Outcome<Reservation>> InsistAsync(string id, params StockLine[] lines)
    {
        Outcome<Reservation> outcome = default!;
        await Patience.UntilAsync(
            async () => (outcome = await ReserveAsync(id, lines)).Refusal is not { Kind: RefusalKind.Unavailable or RefusalKind.Aborted }, $"an answer to {id}");
        return outcome;
    }

    public async Task CancelAsync(string id) =>
        Assert.Null((await Commands.ReleaseReservationAsync(id, null, "CANCELLED", Call(), default)).Refusal);

    /// <summary>Behind an address, for the same tests: the client's own five seconds are not enough for them either.</summary>
    public const string Unhurried = ",syncTimeout=60000";

    /// <summary>For tests that are not about time: a call that a busy machine holds up is not given up.</summary>
    public static void Patiently(RedisLedgerOptions options) =>
        (options.AttemptTimeout, options.CallTimeout, options.AttemptsMax) = (TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), 100);

    /// <summary>Reads what the books allow, and that nothing was promised twice.</summary>
    public async Task AssertSoldAsync(StockKey key, long onHand, long sold)
    {
        var level = await Books.FindAsync(key, default);
        Assert.Equal((onHand, sold), (level!.OnHand, level.Reserved));
        Assert.True(level.Sellable >= 0, $"{-level.Sellable} pieces of {key} were sold twice.");
    }

    /// <summary>The promise: ledger and counters say the same of every key again.</summary>
    public async Task<TimeSpan> AgreeAsync() => await Patience.UntilAsync(AgreesAsync, "ledger and counters agree", Patience.Limit);

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.StopAsync(default);
        }

        await _services.DisposeAsync();
    }

    private async Task<bool> AgreesAsync()
    {
        try
        {
            var levels = await Books.ListAsync(null, 10_000, default);
            return Ledger.IsReady && levels.SequenceEqual(await Ledger.AvailabilityAsync([.. levels.Select(l => l.Key)], default));
        }
        catch (LedgerAwayException)
        {
            return false;
        }
    }
}

/// <summary>Adds up one counter while it lives; other tests of the process count along, so it only tells "some" from "none" in a class that runs alone.</summary>
internal sealed class CounterWatch : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _sum;

    public CounterWatch(string name)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref _sum, count));
        _listener.Start();
    }

    public long Sum => Interlocked.Read(ref _sum);

    public void Dispose() => _listener.Dispose();
}
