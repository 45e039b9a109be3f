using System.Text;
using Google.Protobuf;
using Grpc.Core;
using OrderBridge.Contracts.Admin.V1;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Hub.Tests.Proving;

public sealed class When_messages_are_quarantined : IAsyncLifetime
{
    private RunningHub _hub = null!;

    public async Task InitializeAsync()
    {
        _hub = await RunningHub.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            var nameless = new IngestOrderRequest { Order = Samples.Paid(string.Empty, "a"), RawPayload = ByteString.CopyFrom($"message {i}", Encoding.UTF8) };
            await Refused.ByAsync(_hub.Orders.IngestOrderAsync(nameless));
            await Refused.ByAsync(_hub.Orders.IngestOrderAsync(nameless)); // The same bytes again are the same message.
        }
    }

    public async Task DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public async Task They_are_listed_newest_first_with_their_bytes_and_their_reason()
    {
        var messages = (await _hub.Admin.ListQuarantineAsync(new ListQuarantineRequest())).Messages;
        Assert.Equal(["message 4", "message 3", "message 2", "message 1", "message 0"], messages.Select(m => m.RawPayload.ToStringUtf8()));
        Assert.All(messages, m => Assert.Equal(("CHANNEL_ORDER_ID_INVALID", $"tests/{Samples.Shop}"), (m.Reason, m.Source)));
        Assert.All(messages, m => Assert.Contains("channel_order_id", m.Message, StringComparison.Ordinal));
        Assert.Equal(5, (await _hub.Admin.GetStatisticsAsync(new())).RefusalsByReason["CHANNEL_ORDER_ID_INVALID"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Pages_show_each_once(int size)
    {
        var seen = new List<string>();
        var token = string.Empty;
        do
        {
            var page = await _hub.Admin.ListQuarantineAsync(new ListQuarantineRequest { PageSize = size, PageToken = token });
            seen.AddRange(page.Messages.Select(m => m.MessageId));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal((await _hub.Admin.ListQuarantineAsync(new ListQuarantineRequest())).Messages.Select(m => m.MessageId), seen);
    }

    [Fact]
    public async Task A_page_token_that_is_none_is_refused() =>
        (await Refused.ByAsync(_hub.Admin.ListQuarantineAsync(new ListQuarantineRequest { PageToken = "msg_unknown" }))).Is(StatusCode.InvalidArgument, "PAGE_TOKEN_INVALID", "page_token");
}
