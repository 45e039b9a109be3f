using OrderBridge.Fulfilment;
using OrderBridge.Fulfilment.Intercepting;

namespace OrderBridge.Simulation.Acting;

/// <summary>A carrier whose scans come in any order, twice, early, and with bad news.</summary>
internal sealed class Carrier(SimulatedHub hub, Random random) : Actor(hub, random)
{
    private static readonly TrackingStatus[] Statuses =
    [
        TrackingStatus.PickedUp, TrackingStatus.InTransit, TrackingStatus.OutForDelivery, TrackingStatus.Delivered, TrackingStatus.Delivered, TrackingStatus.Delivered,
        TrackingStatus.AttemptFailed, TrackingStatus.Exception, TrackingStatus.Refused, TrackingStatus.Returning, TrackingStatus.Returned, TrackingStatus.Lost,
        TrackingStatus.Damaged, TrackingStatus.Unrecognised, TrackingStatus.Intercepted,
    ];

    private readonly List<(string Number, TrackingEntry Entry)> _told = [];

    public override async Task ActAsync()
    {
        if (Chance(15) && _told.Count > 0)
        {
            var (known, entry) = Pick(_told);
            await Hub.ScanAsync(known, entry);
        }
        else if (await AnyParcelAsync() is { TrackingNumber.Length: > 0 } parcel)
        {
            await (Chance(10) ? AnswerAsync(parcel) : ScanAsync(parcel.TrackingNumber));
        }
        else if (Chance(10))
        {
            await ScanAsync($"P{Random.Next(1, 200)}"); // Perhaps of a parcel that its warehouse tells of later.
        }
    }

    private Task ScanAsync(string number)
    {
        var time = Hub.Clock.GetUtcNow() - (Chance(30) ? TimeSpan.FromMinutes(Random.Next(3000)) : TimeSpan.Zero);
        var status = Pick(Statuses);
        var entry = new TrackingEntry(Hub.NextId("e"), status.ToString(), status, string.Empty, DeliveryMode.Self, string.Empty, string.Empty, time, "tests");
        _told.Add((number, entry));
        return Hub.ScanAsync(number, entry);
    }

    private Task AnswerAsync(Shipment parcel)
    {
        var answer = new AnswerIntercept(Chance(50), string.Empty, Hub.NextId("x"), null);
        return Hub.OnParcelAsync("intercept answered", (parcels, call, token) => parcels.AnswerInterceptAsync(call, parcel.Id, answer, token));
    }
}
