using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OrderBridge.Adapters.Tests.Hub;
using OrderBridge.Adapters.Tests.Shopify;
using OrderBridge.AdapterSdk.Keeping;
using OrderBridge.AdapterSdk.Running;
using OrderBridge.AdapterSdk.Spooling;

namespace OrderBridge.Adapters.Tests.Pumping;

/// <summary>What a running adapter does with what it kept.</summary>
public sealed class DiscardingTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private readonly TemporaryFolder _folder = new();
    private readonly HubScript _script = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Dead_letters_that_another_process_discards_give_their_room_back()
    {
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));
        await shop.PostAsync("{\"id\":7,"u8.ToArray());
        await app.DrainedAsync();

        Assert.Single(new DeadLetters(Path.Combine(_folder.Path, "dead")).RequestDiscard(null));

        var letters = app.Services.GetRequiredService<AdapterFiles>().DeadLetters;
        Assert.True(SpinWait.SpinUntil(() => letters.Bytes == 0, Patience));
        Assert.True(SpinWait.SpinUntil(() => app.Services.GetRequiredService<AdapterCounters>()["discarded"] == 1, Patience));
    }

    [Fact]
    public async Task A_message_that_the_disk_changes_while_it_waits_holds_up_none_of_the_others()
    {
        await using (var spool = Spool.Open(
            new SpoolOptions { Directory = Path.Combine(_folder.Path, "spool") }, TimeProvider.System, NullLogger.Instance))
        {
            await Task.WhenAll(Enumerable.Range(0, 400).Select(i => spool.AppendAsync(new SpoolMessage
            {
                Key = $"k{i}",
                Topic = "orders/updated",
                Facts = new Dictionary<string, string> { ["shop"] = ShopifyHooks.Shop },
                Body = ShopifyHooks.Order(i + 1),
            })));
        }

        await using var hub = await FakeHub.StartAsync(_script);
        var taken = new TaskCompletionSource();
        _script.OnOrder = _ =>
        {
            taken.Task.Wait(Patience);
            return null;
        };
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path); // Its window holds 256 of the 400 while the hub holds on to the first.
        FlipNearTheEnd();
        taken.SetResult();

        await app.DrainedAsync();
        Assert.Equal(399, _script.Orders.Count);
        Assert.Equal(1, app.Services.GetRequiredService<AdapterFiles>().DamagedCount);
    }

    private void FlipNearTheEnd()
    {
        var path = Assert.Single(Directory.GetFiles(Path.Combine(_folder.Path, "spool"), "*.spool"));
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Position = file.Length - 5;
        var value = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(value ^ 1));
    }
}
