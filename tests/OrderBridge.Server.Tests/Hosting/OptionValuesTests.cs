using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrderBridge.Flows.Routing;
using OrderBridge.Fulfilment;
using OrderBridge.Kafka;
using OrderBridge.Orders;
using OrderBridge.Server.Hosting;
using OrderBridge.Stock;

namespace OrderBridge.Server.Tests.Hosting;

/// <summary>Whatever an operator may set arrives: each option of each section is set to something else than its default, and read where the hub reads it.</summary>
public sealed class OptionValuesTests
{
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    public static TheoryData<string, string> Values
    {
        get
        {
            var values = new TheoryData<string, string>();
            foreach (var (section, type) in OptionNames.Sections)
            {
                Collect(section, Activator.CreateInstance(type)!, values);
            }

            return values;
        }
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_arrives(string path, string value)
    {
        Assert.NotEqual(value, Read(path, []));
        Assert.Equal(value, Read(path, [KeyValuePair.Create(path, (string?)value)]));
    }

    [Fact]
    public void Every_kind_of_option_is_among_them() =>
        Assert.Superset(
            new HashSet<string> { "Orders:BlacklistedPhoneHashes:0", "Orders:PromotionCampaigns:0", "Routing:Times:Dispatch", "Stock:BatchSize", "Kafka:Client:any", "Shipments:NoData" },
            Values.Select(v => (string)v[0]).ToHashSet());

    [Fact]
    public void Lists_hold_all_their_entries()
    {
        var orders = Bound([new("Orders:PromotionCampaigns:0", "C1"), new("Orders:PromotionCampaigns:1", "C2"), new("Orders:BlacklistedPhoneHashes:0", Hash)]).GetRequiredService<OrderOptions>();
        Assert.Equal(["C1", "C2"], orders.PromotionCampaigns.Order());
        Assert.Equal([Hash], orders.BlacklistedPhoneHashes);
    }

    [Fact]
    public void A_deadline_that_is_set_is_nobody_elses()
    {
        var before = FulfilmentTimes.Default;
        Assert.Equal(TimeSpan.FromMinutes(17), Bound([new("Routing:Times:Dispatch", "00:17:00")]).GetRequiredService<RoutingOptions>().Times.Dispatch);
        Assert.Equal(before, FulfilmentTimes.Default);
    }

    private static void Collect(string path, object options, TheoryData<string, string> values)
    {
        foreach (var property in options.GetType().GetProperties().Where(p => p.CanWrite))
        {
            var name = $"{path}:{property.Name}";
            switch (property.GetValue(options))
            {
                case ImmutableHashSet<string>:
                    values.Add(name + ":0", Hash);
                    break;
                case Dictionary<string, string>:
                    values.Add(name + ":any", "thing");
                    break;
                case FulfilmentTimes times:
                    Collect(name, times, values);
                    break;
                case { } present:
                    values.Add(name, Other(present, property.GetCustomAttribute<RangeAttribute>()));
                    break;
            }
        }
    }

    /// <summary>A value in the option's range that is not its default.</summary>
    private static string Other(object present, RangeAttribute? range) => present switch
    {
        string => "gzip", // What fits every text option.
        bool isOn => Text(!isOn),
        TimeSpan => new[] { range?.Minimum as string ?? "00:11:00", range?.Maximum as string ?? "00:12:00" }
            .Select(text => Text(TimeSpan.Parse(text, CultureInfo.InvariantCulture))).First(text => text != Text(present)),
        _ => new[] { range?.Minimum ?? 7, range?.Maximum ?? 8 }.Select(Text).First(text => text != Text(present)),
    };

    private static string Text(object value) => value is TimeSpan length ? length.ToString("c", CultureInfo.InvariantCulture) : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static string? Read(string path, KeyValuePair<string, string?>[] values)
    {
        var parts = path.Split(':');
        object? found = Options(parts[0], values);
        foreach (var part in parts[1..])
        {
            found = found switch
            {
                ImmutableHashSet<string> set => set.SingleOrDefault(),
                Dictionary<string, string> map => map.GetValueOrDefault(part),
                _ => found!.GetType().GetProperty(part)!.GetValue(found),
            };
        }

        return found is null ? null : Text(found);
    }

    private static object Options(string section, KeyValuePair<string, string?>[] values) => OptionNames.Sections.Single(s => s.Section == section).Options switch
    {
        var type when type == typeof(KafkaOptions) => HubSettings.Kafka(Configured(values)),
        var type when type == typeof(StockOptions) => Bound(values).GetRequiredService<IOptions<StockOptions>>().Value,
        var type => Bound(values).GetRequiredService(type),
    };

    private static ServiceProvider Bound(KeyValuePair<string, string?>[] values)
    {
        var services = new ServiceCollection();
        HubSettings.Bind(services, Configured(values));
        return services.AddStock().BuildServiceProvider();
    }

    private static IConfiguration Configured(KeyValuePair<string, string?>[] values) => new ConfigurationBuilder().AddInMemoryCollection(values).Build();
}
