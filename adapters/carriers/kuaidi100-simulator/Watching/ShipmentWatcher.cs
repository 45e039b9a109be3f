using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Kuaidi100Simulator.Pushing;

namespace OrderBridge.Kuaidi100Simulator.Watching;

/// <summary>Watches the hub for parcels that left a warehouse and starts their journeys. Goes on at its resume token after a break.</summary>
public sealed partial class ShipmentWatcher(
    TrackingService.TrackingServiceClient hub,
    ParcelRunner runner,
    ParcelBook book,
    TimeProvider timeProvider,
    ILogger<ShipmentWatcher> logger) : BackgroundService
{
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<Task, byte> _journeys = new();
    private bool _isBroken;

    /// <summary>Completes when the hub was reached the first time.</summary>
    public TaskCompletionSource Connected { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether a journey begins: the carrier has said nothing yet and the parcel's story is open.</summary>
    public static bool Begins(Shipment shipment)
    {
        ArgumentNullException.ThrowIfNull(shipment);
        return shipment is { TrackingNumber.Length: > 0, CarrierCode.Length: > 0, Events.Count: 0 }
            && shipment.State is ShipmentState.LabelCreated or ShipmentState.PickedUp or ShipmentState.InTransit or ShipmentState.Unspecified;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var parcel in book.Open)
        {
            Start(parcel, stoppingToken);
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WatchAsync(stoppingToken);
            }
            catch (RpcException e) when (!stoppingToken.IsCancellationRequested)
            {
                NoteBroken(e.StatusCode);
                ForgetTokenIfRefused(e.StatusCode);
            }
            catch (Exception e) when (e is OperationCanceledException or RpcException)
            {
                break;
            }

            await Task.Delay(ReconnectDelay, timeProvider, stoppingToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        await Task.WhenAll(_journeys.Keys);
    }

    private async Task WatchAsync(CancellationToken stoppingToken)
    {
        using var call = hub.WatchShipment(new WatchShipmentRequest { ResumeToken = book.ResumeToken }, cancellationToken: stoppingToken);
        _ = call.ResponseHeadersAsync.ContinueWith(
            _ => Connected.TrySetResult(), stoppingToken, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        while (await call.ResponseStream.MoveNext(stoppingToken))
        {
            Connected.TrySetResult();
            _isBroken = false;
            var change = call.ResponseStream.Current;
            if (change.Shipment is { } shipment && Begins(shipment))
            {
                var parcel = new Parcel(shipment.CarrierCode, shipment.TrackingNumber, timeProvider.GetUtcNow());
                if (book.TryStart(parcel))
                {
                    Start(parcel, stoppingToken);
                }
            }

            if (change.ResumeToken.Length > 0)
            {
                book.Watched(change.ResumeToken);
            }
        }
    }

    private void Start(Parcel parcel, CancellationToken stoppingToken)
    {
        var journey = Task.Run(() => runner.RunAsync(parcel, stoppingToken), CancellationToken.None);
        _journeys.TryAdd(journey, 0);
        journey.ContinueWith(ended => _journeys.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    // One line per outage, not one per try.
    private void NoteBroken(StatusCode code)
    {
        if (!_isBroken)
        {
            _isBroken = true;
            LogBroken(logger, code);
        }
    }

    private void ForgetTokenIfRefused(StatusCode code)
    {
        if (code is (StatusCode.InvalidArgument or StatusCode.OutOfRange or StatusCode.NotFound) && book.ResumeToken.Length > 0)
        {
            LogTokenRefused(logger);
            book.Watched("");
        }
    }

    [LoggerMessage(EventId = 8703, Level = LogLevel.Warning, Message = "The watch on the hub broke: {Code}; going on at the last token")]
    private static partial void LogBroken(ILogger logger, StatusCode code);

    [LoggerMessage(EventId = 8704, Level = LogLevel.Warning, Message = "The hub does not know the resume token; watching from now on")]
    private static partial void LogTokenRefused(ILogger logger);
}
