using Grpc.Core;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Contracts.Orders.V1;

namespace OrderBridge.Hub.Tests.Ordering;

/// <summary>For a person, or for goods: until when, and who may end it.</summary>
public sealed class When_an_order_waits(SharedHub shared) : IClassFixture<SharedHub>
{
    private readonly RunningHub _hub = shared.Hub;

    [Theory]
    [InlineData(HoldType.Address, new[] { Role.Agent, Role.Supervisor })]
    [InlineData(HoldType.Fraud, new[] { Role.Agent, Role.Supervisor })]
    [InlineData(HoldType.LargeAmount, new[] { Role.Supervisor })]
    [InlineData(HoldType.PaymentMismatch, new[] { Role.Supervisor })]
    public async Task The_roles_that_a_hold_names_and_no_others_may_resolve_it(HoldType type, Role[] named)
    {
        await _hub.CountAsync($"sku-roles-{type}", 1);
        var orderId = (await _hub.IngestAsync(Samples.Unpaid($"roles-{type}", $"sku-roles-{type}"))).OrderId;

        foreach (var role in HubKeys.Roles)
        {
            var hold = await PlaceAsync(orderId, type);
            Assert.Equal(named, hold.ResolverRoles);
            var may = await MayResolveAsync(role, orderId, hold.HoldId);
            Assert.True(may == (role is Role.Admin || hold.ResolverRoles.Contains(role)), $"{role} {(may ? "resolved" : "did not resolve")} {type}.");
        }
    }

    [Fact]
    public async Task A_hold_shows_until_when_it_is_to_be_decided_until_it_is()
    {
        await _hub.CountAsync("sku-clock", 1);
        var order = await _hub.IngestAsync(Samples.Unpaid("clock", "sku-clock"));

        var hold = await PlaceAsync(order.OrderId, HoldType.Address);
        Assert.Equal(TimeSpan.FromHours(1), hold.WarnTime.ToDateTimeOffset() - hold.PlaceTime.ToDateTimeOffset());
        Assert.Equal(TimeSpan.FromHours(2), hold.DueTime.ToDateTimeOffset() - hold.PlaceTime.ToDateTimeOffset());
        var second = await PlaceAsync(order.OrderId, HoldType.BuyerRemark);
        Assert.Equal((hold.WarnTime, hold.DueTime), (second.WarnTime, second.DueTime));

        var resolve = new ResolveHoldRequest { OrderId = order.OrderId, HoldId = hold.HoldId };
        var decided = (await _hub.Orders.ResolveHoldAsync(resolve)).Order.Holds.Single(h => h.HoldId == hold.HoldId);
        Assert.Equal((HoldState.Resolved, null, null, 0), (decided.State, decided.WarnTime, decided.DueTime, decided.ResolverRoles.Count));
    }

    [Fact]
    public async Task An_order_without_goods_shows_until_when_they_are_promised()
    {
        await _hub.CountAsync("sku-promise", 0);
        var order = await _hub.IngestAsync(Samples.Paid("promise", "sku-promise").With(o => o.Lines[0].BackorderAllowed = true));
        Assert.Equal(OrderState.AwaitingStock, order.State);
        Assert.Equal(TimeSpan.FromDays(30), order.PromiseTime.ToDateTimeOffset() - order.ReceiveTime.ToDateTimeOffset());

        await _hub.CountAsync("sku-promise", 1);
        await _hub.SettleAsync();

        var after = await _hub.OrderAsync(order.OrderId);
        Assert.Equal((OrderState.Fulfilling, null), (after.State, after.PromiseTime));
    }

    private async Task<Hold> PlaceAsync(string orderId, HoldType type) => (await _hub.Orders.PlaceHoldAsync(
        new PlaceHoldRequest { OrderId = orderId, Type = type, Detail = "asked by a test" })).Order.Holds.Single(h => h.Type == type);

    private async Task<bool> MayResolveAsync(Role role, string orderId, string holdId)
    {
        var orders = new OrderService.OrderServiceClient(_hub.As(role));
        try
        {
            await orders.ResolveHoldAsync(new ResolveHoldRequest { OrderId = orderId, HoldId = holdId });
            return true;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.PermissionDenied)
        {
            return false;
        }
    }
}
