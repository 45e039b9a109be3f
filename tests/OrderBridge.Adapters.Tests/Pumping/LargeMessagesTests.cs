using Microsoft.Extensions.Logging.Abstractions;
using OrderBridge.AdapterSdk.Keeping;
using OrderBridge.AdapterSdk.Pumping;
using OrderBridge.AdapterSdk.Running;
using OrderBridge.AdapterSdk.Spooling;

namespace OrderBridge.Adapters.Tests.Pumping;

/// <summary>Messages on their way are bounded by their bytes, whatever their number.</summary>
public sealed class LargeMessagesTests : IDisposable
{
    private const int Body = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(3 * Body, 3)]
    [InlineData(Body / 2, 1)] // A message above the bound goes alone.
    public async Task No_more_bytes_are_on_their_way_than_the_bound_says_and_all_arrive(long bytesMax, int together)
    {
        var files = new AdapterFiles(_folder.Path);
        await using var spool = Spool.Open(new SpoolOptions { Directory = files.SpoolDirectory }, TimeProvider.System, NullLogger.Instance);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => spool.AppendAsync(Message(i))));
        var delivery = new Doorway(together);
        using var pump = new SpoolPump(
            spool, files, delivery, new SpoolPumpOptions { InFlightBytesMax = bytesMax }, new AdapterCounters(), TimeProvider.System, NullLogger<SpoolPump>.Instance);

        await pump.StartAsync(default);
        await delivery.IsFull.WaitAsync(Patience);
        delivery.Open();
        await spool.WhenDrainedAsync().WaitAsync(Patience);
        await pump.StopAsync(default);

        Assert.Equal(together, delivery.Most);
    }

    [Fact]
    public async Task Messages_that_wait_for_the_disk_count_against_the_limit()
    {
        await using var spool = Spool.Open(
            new SpoolOptions { Directory = _folder.Path, BytesMax = 8 * Body }, TimeProvider.System, NullLogger.Instance);
        var taken = 0;
        Parallel.For(0, 200, i =>
        {
            try
            {
                spool.AppendAsync(Message(i));
                Interlocked.Increment(ref taken);
            }
            catch (SpoolFullException)
            {
                // As it should be for most of them.
            }
        });

        // Each side may look at the same moment as its neighbours: as many more as there are processors.
        Assert.InRange(taken, 4, 8 + Environment.ProcessorCount);
    }

    private static SpoolMessage Message(int number) => new() { Key = $"k{number}", Topic = "orders/create", Body = new byte[Body] };

    /// <summary>Lets nobody through until it is opened, and counts who is there at once.</summary>
    private sealed class Doorway(int places) : ISpoolDelivery
    {
        private readonly TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _present;
        private int _most;

        public Task IsFull => _full.Task;

        public int Most => Volatile.Read(ref _most);

        public void Open() => _open.SetResult();

        public async Task<DeliveryOutcome> DeliverAsync(SpoolRecord record, CancellationToken cancellationToken)
        {
            var present = Interlocked.Increment(ref _present);
            lock (_open)
            {
                _most = Math.Max(_most, present);
            }

            if (present >= places)
            {
                _full.TrySetResult();
            }

            await _open.Task.WaitAsync(cancellationToken);
            Interlocked.Decrement(ref _present);
            return new DeliveryOutcome.Delivered();
        }
    }
}
