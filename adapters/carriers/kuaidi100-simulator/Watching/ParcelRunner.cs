using Microsoft.Extensions.Logging;
using OrderBridge.Kuaidi100Simulator.Pushing;
using OrderBridge.Kuaidi100Simulator.Routing;

namespace OrderBridge.Kuaidi100Simulator.Watching;

/// <summary>Plays one parcel's journey to its end.</summary>
public sealed partial class ParcelRunner(
    SimulatorSettings settings, PushSender sender, ParcelBook book, TimeProvider timeProvider, ILogger<ParcelRunner> logger)
{
    public async Task RunAsync(Parcel parcel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(parcel);
        var route = RoutePlanner.Plan(settings.Routes, parcel.CarrierCode, parcel.TrackingNumber);
        var dice = RoutePlanner.RandomOf(settings.Routes.Seed, parcel.CarrierCode, parcel.TrackingNumber, "pushes");
        try
        {
            foreach (var push in PushSchedule.Combine(PushSchedule.Plan(route, settings.Routes.Chaos, dice), settings.PushEvery))
            {
                await WaitUntilAsync(parcel.StartTime + (push.Offset / settings.Speed), cancellationToken);
                await sender.SendAsync(PushBuilder.Build(parcel, route, push, settings.Speed), cancellationToken);
            }

            book.End(parcel);
        }
        catch (OperationCanceledException)
        {
            LogInterrupted(logger, parcel.CarrierCode); // The book knows it; the next start goes on.
        }
    }

    private async Task WaitUntilAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        var left = time - timeProvider.GetUtcNow();
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, timeProvider, cancellationToken);
        }
    }

    [LoggerMessage(EventId = 8702, Level = LogLevel.Debug, Message = "A journey with {Carrier} was interrupted")]
    private static partial void LogInterrupted(ILogger logger, string carrier);
}
