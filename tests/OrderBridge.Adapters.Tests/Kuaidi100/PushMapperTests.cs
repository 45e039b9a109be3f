using System.Text;
using OrderBridge.Adapters.Kuaidi100.Mapping;
using OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.Adapters.Tests.Kuaidi100;

public sealed class PushMapperTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private const string Picked = """{"ftime":"2026-01-01 10:00:00","context":"已揽收"}""";
    private const string Left = """{"ftime":"2026-01-01 12:00:00","context":"已发车"}""";
    private const string Signed = """{"ftime":"2026-01-02 09:00:00","context":"已签收"}""";

    [Fact]
    public void Map_WithoutCodes_GivesTheStateToTheNewestOnly()
    {
        var events = Map(Push("3", Signed, Left, Picked)).Events;

        Assert.Equal([TrackingStatus.InTransit, TrackingStatus.InTransit, TrackingStatus.Delivered], events.Select(e => e.Status));
        Assert.Equal(["", "", "3"], events.Select(e => e.RawCode));
    }

    [Fact]
    public void Map_GrowingPushes_GiveEveryEntryOneKeyForEver()
    {
        var first = Map(Push("1", Picked)).Events;
        var last = Map(Push("3", Signed, Left, Picked)).Events;

        Assert.Equal(first[0].EventKey, last[0].EventKey);
        Assert.Equal(3, last.Select(e => e.EventKey).Distinct().Count());
    }

    [Fact]
    public void Map_EntriesInAnyOrder_AreGivenOldestFirstAndTheNewestHasTheState()
    {
        var events = Map(Push("5", Picked, Left)).Events;
        Assert.Equal([TrackingStatus.InTransit, TrackingStatus.OutForDelivery], events.Select(e => e.Status));
    }

    [Fact]
    public void Map_AnUnknownCode_IsKeptAsUnrecognised()
    {
        var newest = Map(Push("0", """{"ftime":"2026-01-01 10:00:00","context":"?","statusCode":"777"}""")).Events.Single();
        Assert.Equal((TrackingStatus.Unrecognised, "777"), (newest.Status, newest.RawCode));
    }

    [Fact]
    public void Map_AWordInsteadOfACode_IsUnderstoodForOlderEntries()
    {
        var events = Map(Push("3", Signed, """{"ftime":"2026-01-01 10:00:00","context":"x","status":"疑难"}""")).Events;
        Assert.Equal((TrackingStatus.Exception, "2"), (events[0].Status, events[0].RawCode));
    }

    [Fact]
    public void Map_AShutdownForSilenceAroundASignedResult_IsSigned()
    {
        var push = Map(Push("3", Signed).Replace("\"polling\"", "\"shutdown\",\"message\":\"3天查询无记录\"", StringComparison.Ordinal));
        Assert.Equal(TrackingStatus.Delivered, Assert.Single(push.Events).Status);
    }

    [Fact]
    public void Map_AnAbortWithoutRecords_SaysThatNobodyWatches()
    {
        var push = Map("""{"status":"abort","message":"3天查询无记录","lastResult":{"nu":"N1","com":"yuantong","data":[]}}""");

        var only = Assert.Single(push.Events);
        Assert.Equal((TrackingStatus.Exception, "NO_UPDATE", "abort", "3天查询无记录"), (only.Status, only.IncidentCode, only.RawCode, only.Description));
        Assert.Equal(Noon, only.EventTime.ToDateTimeOffset());
    }

    [Fact]
    public void Map_AnAbortAfterTheSignature_AddsNothing() =>
        Assert.Single(Map(Push("3", Signed).Replace("polling", "abort", StringComparison.Ordinal)).Events);

    [Fact]
    public void Map_AnotherCarrierFoundByKuaidi100_StaysWithTheSubscribedOne()
    {
        var push = Map("""{"status":"abort","autoCheck":"1","comOld":"yuantong","comNew":"ems","lastResult":{"nu":"N1","com":"ems","data":[]}}""");
        Assert.Equal(("yto", "N1"), (push.CarrierCode, push.TrackingNumber));
    }

    [Fact]
    public void Map_AnEntryWithoutTime_IsSkippedAndCounted()
    {
        var push = Map(Push("3", Signed, """{"context":"no time"}"""));
        Assert.Equal((1, 1), (push.Events.Count, push.SkippedEvents));
    }

    [Fact]
    public void Map_TheCountryOfDestination_AddsItsEntries()
    {
        var push = Map($$"""{"status":"polling","lastResult":{"nu":"N1","com":"ems","state":"8","data":[{{Picked}}]},"destResult":{"nu":"N1","com":"usps","state":"3","data":[{{Signed}}]} }""");
        Assert.Equal([TrackingStatus.Customs, TrackingStatus.Delivered], push.Events.Select(e => e.Status));
        Assert.Equal("ems", push.CarrierCode);
    }

    [Theory]
    [InlineData("0", "3", TrackingStatus.Delivered)]
    [InlineData("0", "4", TrackingStatus.Returned)]
    [InlineData("5", "3", TrackingStatus.Delivered)]
    [InlineData("1", "2", TrackingStatus.Exception)]
    public void Map_TheSameEntryWithAnotherState_IsNewsToTheHub(string before, string after, TrackingStatus status)
    {
        var known = Map(Push(before, Left)).Events;
        var fresh = Map(Push(after, Left)).Events.ExceptBy(known.Select(e => e.EventKey), e => e.EventKey);

        Assert.Equal(status, Assert.Single(fresh).Status);
    }

    [Theory]
    [InlineData("501", "304", TrackingStatus.Delivered)]
    [InlineData("2", "208", TrackingStatus.Exception)] // Another problem.
    public void Map_TheSameEntryWithAnotherCode_IsNewsToTheHub(string before, string after, TrackingStatus status)
    {
        var known = Map(Push("0", Coded(before))).Events;
        var fresh = Map(Push("0", Coded(after))).Events.ExceptBy(known.Select(e => e.EventKey), e => e.EventKey);

        Assert.Equal((status, after), (Assert.Single(fresh).Status, fresh.Single().RawCode));
    }

    [Fact]
    public void Map_AnEntryUnderWay_KeepsTheKeyItAlwaysHad()
    {
        const string known = "k100_"; // And 26 characters that hubs in use have stored.
        var keys = new[] { "0", "1002", "7", "1" }.Select(code => Map(Push("0", Coded(code))).Events.Single().EventKey).Distinct();
        Assert.Equal(OrderBridge.Kernel.Identifying.StableId.Of(known[..4], "2026-01-01 12:00:00", "已发车"), Assert.Single(keys));
    }

    [Theory]
    [InlineData("3", "1", TrackingStatus.Delivered)]
    [InlineData("", "1", TrackingStatus.Delivered)]
    [InlineData("4", "0", TrackingStatus.Returned)]
    [InlineData("14", "0", TrackingStatus.Refused)]
    [InlineData("304", "1", TrackingStatus.Delivered)]
    public void Map_AnEndWithoutEntries_IsOneEventAtTheTimeItCame(string state, string check, TrackingStatus status)
    {
        var param = $$"""{"status":"shutdown","lastResult":{"nu":"N1","com":"shunfeng","state":"{{state}}","ischeck":"{{check}}","data":[]} }""";

        var end = Assert.Single(Map(param).Events);
        Assert.Equal((status, Noon), (end.Status, end.EventTime.ToDateTimeOffset()));
        Assert.Equal(end.EventKey, PushMapper.Map(Encoding.UTF8.GetBytes(param), Noon.AddDays(1)).Events.Single().EventKey);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("2")]
    [InlineData("6")]
    [InlineData("")]
    public void Map_AStateOnTheWayWithoutEntries_IsNoEvent(string state) =>
        Assert.Empty(Map($$"""{"status":"shutdown","lastResult":{"nu":"N1","com":"shunfeng","state":"{{state}}","ischeck":"0","data":[]} }""").Events);

    [Fact]
    public void Map_AnEndWhoseEntriesHaveNoTime_IsToldAtTheTimeItCameAndTheyAreCounted()
    {
        var push = Map(Push("3", """{"context":"no time"}"""));
        Assert.Equal((TrackingStatus.Delivered, Noon, 1), (Assert.Single(push.Events).Status, push.Events[0].EventTime.ToDateTimeOffset(), push.SkippedEvents));
    }

    [Theory]
    [InlineData("3", TrackingStatus.Delivered)]
    [InlineData("4", TrackingStatus.Returned)]
    [InlineData("14", TrackingStatus.Refused)]
    public void Map_AnEndWhoseEntryCannotBeRead_IsToldAtTheNewestTimeThatCan(string state, TrackingStatus status)
    {
        var push = Map(Push(state, """{"ftime":"yesterday","context":"已签收","statusCode":"3"}""", Coded("0")));

        Assert.Equal([TrackingStatus.InTransit, status], push.Events.Select(e => e.Status));
        Assert.Equal((push.Events[0].EventTime, 1), (push.Events[1].EventTime, push.SkippedEvents));
    }

    [Fact]
    public void Map_AnEndThatNoEntrySays_HasOneKeyInEveryPush()
    {
        var first = Map(Push("304", Coded("0"))).Events;
        var second = Map(Push("304", Signed.Replace("}", ",\"statusCode\":\"0\"}", StringComparison.Ordinal), Coded("0"))).Events;

        Assert.Equal([TrackingStatus.InTransit, TrackingStatus.Delivered], first.Select(e => e.Status));
        Assert.Equal([TrackingStatus.InTransit, TrackingStatus.InTransit, TrackingStatus.Delivered], second.Select(e => e.Status));
        Assert.Equal((DeliveryMode.Locker, "304", first[^1].EventKey), (second[^1].DeliveryMode, second[^1].RawCode, second[^1].EventKey));
    }

    [Theory]
    [InlineData("3", "4", TrackingStatus.Returned)] // Signed for by the sender.
    [InlineData("4", "14", TrackingStatus.Refused)] // 4 is also the group of what was refused: the goods may still be on their way back.
    [InlineData("304", "301", TrackingStatus.Delivered)]
    public void Map_AnEndThatAnEntrySaysMoreExactly_AddsNothing(string state, string code, TrackingStatus status) =>
        Assert.Equal(status, Assert.Single(Map(Push(state, Coded(code))).Events).Status);

    [Fact]
    public void Map_AnEndOfTheDestinationAlone_IsNotToldAgainByTheOrigin()
    {
        var push = Map($$"""{"status":"polling","lastResult":{"nu":"N1","com":"ems","state":"3","data":[{{Coded("0")}}]},"destResult":{"nu":"N1","com":"usps","state":"3","data":[{{Signed}}]} }""");
        Assert.Equal([TrackingStatus.InTransit, TrackingStatus.Delivered], push.Events.Select(e => e.Status));
    }

    [Fact]
    public void Map_AShutdownWhoseNewestTimeNamesANegativeOffset_IsSignedThen()
    {
        var push = Map(Push("3", """{"ftime":"2026-01-02T09:00:00-05:00","context":"Delivered","statusCode":"3"}""", Coded("0")));

        Assert.Equal((TrackingStatus.Delivered, 2, 0), (push.Events[^1].Status, push.Events.Count, push.SkippedEvents));
        Assert.Equal(new DateTime(2026, 1, 2, 14, 0, 0, DateTimeKind.Utc), push.Events[^1].EventTime.ToDateTime());
    }

    [Theory]
    [InlineData("""{"lastResult":{"nu":"\ud800","com":"sf"}}""")]
    [InlineData("""{"lastResult":{"nu":"N1","com":"sf","state":"3","data":[{"ftime":"2026-01-01 10:00:00","context":"\udc00"}]}}""")]
    [InlineData("""{"lastResult":{"n\ud800":"N1","com":"sf"}}""")]
    public void Map_HalfACharacter_IsAReasonAndNoFault(string param) => Assert.Equal("PAYLOAD_NOT_TEXT", Map(param).Problem!.Reason);

    [Fact]
    public void Map_BytesThatAreNoUtf8_AreAReasonAndNoFault() => Assert.Equal("PAYLOAD_NOT_TEXT", PushMapper.Map(
        (byte[])[.. """{"lastResult":{"nu":"N1","com":"sf"},"x":0,"status":" """u8, 0xBF, 0xEC, .. "\"}"u8], Noon).Problem!.Reason);

    [Theory]
    [InlineData("not json", "PAYLOAD_NOT_JSON")]
    [InlineData("{}", "PARCEL_UNKNOWN")]
    [InlineData("[]", "PARCEL_UNKNOWN")]
    [InlineData("""{"lastResult":{"nu":"N1","com":""}}""", "PARCEL_UNKNOWN")]
    [InlineData("""{"lastResult":null}""", "PARCEL_UNKNOWN")]
    public void Map_WhatNamesNoParcel_SaysSo(string param, string reason) => Assert.Equal(reason, Map(param).Problem!.Reason);

    [SharedFormatsFact]
    public void The_real_JD_push()
    {
        var push = PushMapper.Map(SharedFormats.Bytes("carriers/kuaidi100/push_jd_signed_v2.json"), Noon);

        Assert.Equal(("jd", "JD0076810060555", 5), (push.CarrierCode, push.TrackingNumber, push.Events.Count));
        Assert.Equal(["1002", "1002", "0", "0", "304"], push.Events.Select(e => e.RawCode));
        var signed = push.Events[^1];
        Assert.Equal((TrackingStatus.Delivered, DeliveryMode.Locker), (signed.Status, signed.DeliveryMode));
        Assert.Equal(new DateTime(2022, 6, 30, 2, 34, 33, DateTimeKind.Utc), signed.EventTime.ToDateTime());
        Assert.Equal("陕西,西安市,灞桥区", push.Events[0].Location);
    }

    [SharedFormatsFact]
    public void The_SF_polling_push()
    {
        var push = PushMapper.Map(SharedFormats.Bytes("carriers/kuaidi100/push_sf_polling_2015.json"), Noon);

        Assert.Equal(("sf", 8), (push.CarrierCode, push.Events.Count));
        Assert.Equal(TrackingStatus.OutForDelivery, push.Events[^1].Status);
        Assert.All(push.Events.SkipLast(1), e => Assert.Equal(TrackingStatus.InTransit, e.Status));
    }

    [SharedFormatsFact]
    public void The_documentation_push_of_2012()
    {
        var push = PushMapper.Map(SharedFormats.Bytes("carriers/kuaidi100/push_doc_2012.json"), Noon);
        Assert.Equal(("sf", "V030344422"), (push.CarrierCode, push.TrackingNumber));
        Assert.Equal([TrackingStatus.InTransit, TrackingStatus.InTransit], push.Events.Select(e => e.Status));
        Assert.Equal("上海市", push.Events[0].Location);
    }

    private static string Push(string state, params string[] data) =>
        $$"""{"status":"polling","lastResult":{"nu":"N1","com":"shunfeng","state":"{{state}}","data":[{{string.Join(',', data)}}]} }""";

    private static string Coded(string code) => Left.Replace("}", $",\"statusCode\":\"{code}\"}}", StringComparison.Ordinal);

    private static PushResult Map(string param) => PushMapper.Map(Encoding.UTF8.GetBytes(param), Noon);
}
