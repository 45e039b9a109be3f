using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OrderBridge.Kuaidi100Simulator.Routing;

/// <summary>One entry of a journey.</summary>
/// <param name="Offset">Time since the parcel left the warehouse, at the pace of life.</param>
/// <param name="Code">Detailed state of Kuaidi100.</param>
/// <param name="Context">What the buyer reads.</param>
/// <param name="Location">Where.</param>
public sealed record RouteStep(TimeSpan Offset, string Code, string Context, string Location);

/// <summary>A journey.</summary>
/// <param name="Steps">Entries, oldest first.</param>
/// <param name="IsAborted">True when Kuaidi100 gives up watching: the parcel is lost.</param>
public sealed record Route(IReadOnlyList<RouteStep> Steps, bool IsAborted);

/// <summary>Makes journeys: 揽收, 干线, 到达, 派件, 签收, or what goes wrong. Pure: seed and parcel decide everything.</summary>
public static class RoutePlanner
{
    private static readonly string[] Hubs = ["上海青浦分拨中心", "杭州萧山转运中心", "武汉东西湖枢纽", "郑州航空港分拨中心", "广州白云转运中心", "成都双流枢纽", "西安临潼分拣中心"];
    private static readonly string[] Cities = ["上海市", "杭州市", "北京市", "深圳市", "成都市", "西安市", "南京市", "长沙市"];

    private static readonly (string Code, string Context)[] Problems =
    [
        ("208", "快件滞留在营业点,将尽快安排派送"),
        ("206", "联系不上收件人,稍后再次派送"),
        ("207", "收件地址超出派送范围,正在协商处理"),
        ("204", "派件异常,明日再次派送"),
    ];

    public static Route Plan(RouteOptions options, string carrierCode, string trackingNumber)
    {
        ArgumentNullException.ThrowIfNull(options);
        var random = RandomOf(options.Seed, carrierCode, trackingNumber);
        var builder = new Builder(random);
        var fate = random.NextDouble();
        builder.PickUpAndHaul();
        if (fate < options.LostRate)
        {
            return builder.Vanish();
        }

        builder.ReachCity();
        return fate < options.LostRate + options.RefusedRate ? builder.GoBack()
            : builder.Arrive(fate < options.LostRate + options.RefusedRate + options.ExceptionRate);
    }

    /// <summary>The parcel's own dice, in the same order in every process.</summary>
    public static Random RandomOf(int seed, params ReadOnlySpan<string> parts)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{string.Join('/', parts)}"));
        return new Random(BinaryPrimitives.ReadInt32LittleEndian(digest));
    }

    private sealed class Builder(Random random)
    {
        private readonly List<RouteStep> _steps = [];
        private readonly string _city = Cities[random.Next(Cities.Length)];
        private TimeSpan _at = TimeSpan.Zero;

        public void PickUpAndHaul()
        {
            Add(0.3, 3, "103", "您的快件已揽收", _city);
            for (var legs = random.Next(1, 4); legs > 0; legs--)
            {
                var hub = Hubs[random.Next(Hubs.Length)];
                Add(3, 10, "1002", $"您的快件在【{hub}】已发车,发往下一站", hub);
            }
        }

        public void ReachCity() => Add(4, 12, "1001", $"您的快件已到达【{_city}】", _city);

        public Route Arrive(bool withProblem)
        {
            Add(2, 8, "5", "您的快件正在派送中,请您准备签收(快递员:模拟员)", _city);
            if (withProblem)
            {
                var (code, context) = Problems[random.Next(Problems.Length)];
                Add(2, 6, code, context, _city);
                Add(12, 24, "5", "您的快件再次派送,请您准备签收(快递员:模拟员)", _city);
            }

            Sign(withProblem);
            return new Route(_steps, false);
        }

        public Route GoBack()
        {
            Add(2, 8, "5", "您的快件正在派送中,请您准备签收(快递员:模拟员)", _city);
            Add(1, 4, "14", "收件人拒收", _city);
            Add(4, 12, "6", "您的快件正在退回途中", _city);
            Add(20, 60, "4", "退件已由寄件人签收", _city);
            return new Route(_steps, false);
        }

        public Route Vanish()
        {
            Add(72, 96, "202", "快件长时间无更新,正在核实", "");
            return new Route(_steps, true);
        }

        private void Sign(bool withProblem)
        {
            var how = random.NextDouble();
            if (withProblem)
            {
                Add(1, 5, "302", "您的快件已签收", _city);
            }
            else if (how < 0.6)
            {
                Add(1, 5, "301", "您的快件已由本人签收", _city);
            }
            else if (how < 0.8)
            {
                Add(1, 5, "303", "您的快件已由家人代签", _city);
            }
            else
            {
                Add(1, 3, "501", "您的快件已存放至驿站,请及时领取", _city);
                Add(1, 20, "304", "您的快件已由快递驿站代收", _city);
            }
        }

        private void Add(double hoursMin, double hoursMax, string code, string context, string location)
        {
            _at += TimeSpan.FromHours(hoursMin + (random.NextDouble() * (hoursMax - hoursMin)));
            _steps.Add(new RouteStep(_at, code, context, location));
        }
    }
}
