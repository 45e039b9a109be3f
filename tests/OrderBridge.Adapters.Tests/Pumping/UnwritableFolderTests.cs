using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OrderBridge.Adapters.Tests.Hub;
using OrderBridge.Adapters.Tests.Shopify;
using OrderBridge.AdapterSdk.Keeping;
using OrderBridge.AdapterSdk.Spooling;

namespace OrderBridge.Adapters.Tests.Pumping;

/// <summary>
/// A folder that may no longer be written gives UnauthorizedAccessException and not IOException. A directory in the place of a file does the
/// same for every account, root included.
/// </summary>
public sealed class UnwritableFolderTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();
    private readonly HubScript _script = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_dead_letter_that_cannot_be_written_waits_and_then_its_lane_goes_on()
    {
        var blocked = Block("dead", "dead-letters.jsonl");
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));

        await shop.PostAsync("{\"id\":7,"u8.ToArray());
        await shop.PostAsync(ShopifyHooks.Order(7));
        await shop.PostAsync(ShopifyHooks.Order(8));
        await _script.UntilAsync(script => script.Orders.Count == 1);
        Assert.Equal("8", _script.Orders[0].ChannelOrderId);

        Directory.Delete(blocked);
        await app.DrainedAsync();

        Assert.Equal("PAYLOAD_NOT_JSON", Assert.Single(app.Services.GetRequiredService<AdapterFiles>().DeadLetters.List()).Reason);
        Assert.Equal("7", _script.Orders[1].ChannelOrderId);
    }

    [Fact]
    public async Task Ids_that_cannot_be_remembered_cost_no_message()
    {
        Block("seen", "young.ids");
        await using var hub = await FakeHub.StartAsync(_script);
        await using var app = await ShopifyHooks.StartAsync(hub.Address, _folder.Path);
        using var shop = new ShopifyHooks(new Uri(app.Urls.Single()));

        Assert.Equal(HttpStatusCode.OK, await shop.PostAsync(ShopifyHooks.Order(7), webhookId: "w-1"));
        await _script.UntilAsync(script => script.Orders.Count == 1);
    }

    [Fact]
    public async Task A_cursor_that_cannot_be_written_holds_nothing_up()
    {
        Block("spool", "cursor.next");
        await using (var spool = Spool.Open(
            new SpoolOptions { Directory = Path.Combine(_folder.Path, "spool"), CursorEvery = 1 }, TimeProvider.System, NullLogger.Instance))
        {
            await spool.AppendAsync(new SpoolMessage { Key = "k", Topic = "t", Body = new byte[1] });
            spool.Acknowledge((await spool.ReadAsync(default)).Sequence);

            Assert.Equal(0, spool.Pending);
            await spool.WhenDrainedAsync().WaitAsync(Patience);
            Directory.Delete(Path.Combine(_folder.Path, "spool", "cursor.next"));
        }
    }

    [Theory]
    [InlineData("OrderBridge.Adapters.Shopify.dll", "--secret")]
    [InlineData("OrderBridge.Adapters.Kuaidi100.dll", "--salt")]
    public async Task A_program_whose_folder_is_anothers_says_so_in_one_line(string assembly, string secret)
    {
        Block("spool", "owner.lock");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => AdapterProcess.StartAsync(
            assembly, "--hub", "http://127.0.0.1:1", "--data", _folder.Path, secret, "s", "--listen", "http://127.0.0.1:0"));

        Assert.Contains("owner.lock' is denied.", failure.Message, StringComparison.Ordinal);
        Assert.Single(failure.Message.TrimEnd().Split('\n'));
    }

    private string Block(string folder, string file) => Directory.CreateDirectory(Path.Combine(_folder.Path, folder, file)).FullName;
}
