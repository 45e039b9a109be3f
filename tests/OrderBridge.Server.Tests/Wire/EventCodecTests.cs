using Google.Protobuf;
using OrderBridge.Kernel.Journaling;
using OrderBridge.Orders.Lifecycle;
using OrderBridge.Server.WireFormat;
using OrderBridge.Stock.Lifecycle;
using EventsV1 = OrderBridge.Contracts.Events.V1;

namespace OrderBridge.Server.Tests.Wire;

public sealed class EventCodecTests
{
    private const int SamplesPerEvent = 60;
    private readonly EventCodec _codec = new();

    public static TheoryData<string> EventNames => [.. Modules.Events.Select(t => t.FullName!)];

    [Theory, MemberData(nameof(EventNames))]
    public void An_event_comes_back_as_it_went_in(string name)
    {
        var type = TypeOf(name);
        for (var seed = 0; seed < SamplesPerEvent; seed++)
        {
            var happened = (IDomainEvent)new Samples(seed).Of(type);
            var (eventType, payload) = _codec.Encode(happened);
            var back = _codec.Decode(eventType, payload);
            Assert.True(Dump.Of(happened) == Dump.Of(back), $"Seed {seed} of {name}:\n{Dump.Of(happened)}\n{Dump.Of(back)}");
        }
    }

    [Theory, MemberData(nameof(EventNames))]
    public void Encode_TheSameEventTwice_GivesTheSameBytes(string name)
    {
        for (var seed = 0; seed < SamplesPerEvent; seed++)
        {
            var first = _codec.Encode((IDomainEvent)new Samples(seed).Of(TypeOf(name))).Payload;
            var second = _codec.Encode((IDomainEvent)new Samples(seed).Of(TypeOf(name))).Payload;
            Assert.Equal(first, second);
        }
    }

    [Theory, MemberData(nameof(EventNames))]
    public void Decode_DamagedBytes_GivesAnEventOrSaysInvalidData(string name)
    {
        for (var seed = 0; seed < SamplesPerEvent; seed++)
        {
            var (eventType, payload) = _codec.Encode((IDomainEvent)new Samples(seed).Of(TypeOf(name)));
            var random = new Random(seed);
            var damaged = payload[..random.Next(payload.Length + 1)];
            for (var i = 0; i < 3 && damaged.Length > 0; i++)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            var thrown = Record.Exception(() => _codec.Decode(eventType, damaged));
            Assert.True(thrown is null or InvalidDataException, $"Seed {seed} of {name}: {thrown}");
        }
    }

    [Fact]
    public void Every_event_type_belongs_to_one_event_class()
    {
        var named = Modules.Events.Select(t => _codec.Encode((IDomainEvent)new Samples(1).Of(t)).EventType).ToList();
        Assert.Equal(named.Count, named.Distinct().Count());
        Assert.Equal(EventTypes.All.Order(), named.Order());
        Assert.Equal(Enum.GetValues<EventsV1.Event.PayloadOneofCase>().Length - 1, named.Count);
    }

    [Fact]
    public void Decode_UnknownType_SaysInvalidData() =>
        Assert.Throws<InvalidDataException>(() => _codec.Decode("order.teleported", new byte[] { 1 }));

    [Fact]
    public void Decode_PayloadOfAnotherType_SaysInvalidData()
    {
        var (_, payload) = _codec.Encode(new OrderArchived());
        Assert.Throws<InvalidDataException>(() => _codec.Decode("order.shipped", payload));
    }

    [Fact]
    public void Decode_EnumNumberOfANewerHub_SaysInvalidData()
    {
        var wire = new EventsV1.Event { StockAdjusted = new() { Kind = (Contracts.Stock.V1.MovementKind)99 } };
        Assert.Throws<InvalidDataException>(() => _codec.Decode("stock.adjusted", wire.ToByteArray()));
    }

    [Fact]
    public void Encode_DefaultArray_CountsAsEmpty()
    {
        var (eventType, payload) = _codec.Encode(new LinesDelivered("shp_1", default, "cause"));
        Assert.Empty(((LinesDelivered)_codec.Decode(eventType, payload)).Lines);
    }

    [Fact]
    public void Encode_Event_StoresThePayloadAlone()
    {
        var (_, payload) = _codec.Encode(new ReservationCommitted("res_1"));
        var wire = EventsV1.Event.Parser.ParseFrom(payload);
        Assert.Equal(new EventsV1.Event { ReservationCommitted = new() { ReservationId = "res_1" } }, wire);
    }

    [Fact]
    public void Encode_UnknownEvent_IsABug() => Assert.Throws<InvalidOperationException>(() => _codec.Encode(new Unheard()));

    private static Type TypeOf(string name) => Modules.Events.First(t => t.FullName == name);

    private sealed record Unheard : IDomainEvent;
}
