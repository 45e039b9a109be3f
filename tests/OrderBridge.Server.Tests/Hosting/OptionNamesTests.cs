using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrderBridge.Server.Hosting;

namespace OrderBridge.Server.Tests.Hosting;

/// <summary>A hub starts with what it was told, or says what it did not understand.</summary>
public sealed class OptionNamesTests
{
    [Theory]
    [InlineData("--data", "d", "--listen", "http://127.0.0.1:0", "--keys", "k")]
    [InlineData("--Data=d", "--Orders:OnlinePayment", "00:10:00")]
    [InlineData("--storage:queuecapacity=10", "--Logging:LogLevel:Default", "Debug")]
    [InlineData("--Routing:Times:Dispatch", "00:10:00", "--Kafka:Client:security.protocol", "ssl")]
    [InlineData("--Orders:PromotionCampaigns:0", "C1", "--Routing:InsureFromMinorUnits", "0")]
    public void Known_options_pass(params string[] args) => OptionNames.Require(args);

    [Theory]
    [InlineData("'--bogus' is not an option", "--bogus", "1")]
    [InlineData("'--Orders:OnlinePaymnt' is not an option", "--Orders:OnlinePaymnt", "00:10:00")]
    [InlineData("'data' is not an option", "data")]
    [InlineData("'--Storage:' is not an option", "--Storage:", "1")]
    [InlineData("'--Routing:Times:Foo' is not an option", "--Routing:Times:Foo", "00:00:01")]
    [InlineData("'--Routing:Times' is not an option", "--Routing:Times", "00:00:01")]
    [InlineData("'--Orders:PromotionCampaigns' is not an option", "--Orders:PromotionCampaigns", "C1")]
    [InlineData("'--Orders:PromotionCampaigns:first' is not an option", "--Orders:PromotionCampaigns:first", "C1")]
    [InlineData("'--Orders:OnlinePayment:0' is not an option", "--Orders:OnlinePayment:0", "00:10:00")]
    [InlineData("'--listen' needs a value", "--data", "d", "--listen")]
    public void Others_are_named(string sentence, params string[] args) =>
        Assert.StartsWith(sentence, Assert.Throws<ArgumentException>(() => OptionNames.Require(args)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Orders:OnlinePayment", "soon", "Orders:OnlinePayment")]
    [InlineData("Orders:OnlinePayment", "00:00:01", "OnlinePayment")]
    [InlineData("Overload:OrdersUnderWay", "0", "OrdersUnderWay")]
    [InlineData("Flows:BatchSize", "100000", "BatchSize")]
    [InlineData("Storage:QueueCapacity", "0", "QueueCapacity")]
    [InlineData("Stock:OrphanGrace", "abc", "Stock:OrphanGrace")]
    [InlineData("Stock:HoldMax", "-1", "Stock:HoldMax")]
    [InlineData("Stock:BatchSize", "0", "BatchSize")]
    [InlineData("Orders:OnlinePayment", "24", "1.00:00:00 (a day)")]
    [InlineData("Orders:OnlinePayment", "24:00:00", "1.00:00:00 (a day)")]
    [InlineData("Routing:Times:Dispatch", "5", "Routing:Times:Dispatch")]
    [InlineData("Shipments:NoData", "-3.00:00:00", "Shipments:NoData")]
    [InlineData("Orders:OnlinePaymnt", "00:10:00", "Orders:OnlinePaymnt")]
    [InlineData("Orders:PromotionCampaigns", "C1", "Orders:PromotionCampaigns")]
    [InlineData("Orders:PromotionCampaigns:0", " ", "Orders:PromotionCampaigns:0")]
    [InlineData("Orders:BlacklistedPhoneHashes:0", "13800138000", "BlacklistedPhoneHashes")]
    public void A_value_outside_its_range_is_named(string name, string value, string named)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(name, (string?)value)]).Build();
        var thrown = Assert.Throws<ArgumentException>(() => HubSettings.Bind(new ServiceCollection(), configuration));
        Assert.Contains(named, thrown.Message, StringComparison.Ordinal);
    }
}
