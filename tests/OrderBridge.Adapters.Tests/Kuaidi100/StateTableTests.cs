using OrderBridge.Adapters.Kuaidi100.Mapping;
using OrderBridge.Contracts.Fulfilment.V1;

namespace OrderBridge.Adapters.Tests.Kuaidi100;

public sealed class StateTableTests
{
    [Fact]
    public void Rows_HaveEachCodeAndNameOnce()
    {
        Assert.Equal(36, StateTable.Rows.Count);
        Assert.Equal(StateTable.Rows.Count, StateTable.Rows.DistinctBy(row => row.Code).Count());
        Assert.Equal(StateTable.Rows.Count, StateTable.Rows.DistinctBy(row => row.Name).Count());
    }

    [Fact]
    public void Rows_SayHowOnlyWhenSignedFor_AndNameAnIncidentForEveryTrouble()
    {
        Assert.All(StateTable.Rows, row => Assert.True(row.Mode is DeliveryMode.Unspecified || row.Status is TrackingStatus.Delivered, row.Code));
        Assert.All(
            StateTable.Rows.Where(row => row.Status is TrackingStatus.Exception or TrackingStatus.AttemptFailed or TrackingStatus.Refused or TrackingStatus.Damaged),
            row => Assert.NotEqual("", row.Incident));
        Assert.DoesNotContain(StateTable.Rows, row => row.Status is TrackingStatus.Unspecified or TrackingStatus.Unrecognised);
    }

    [Theory]
    [InlineData("304", TrackingStatus.Delivered, DeliveryMode.Locker, "")]
    [InlineData("301", TrackingStatus.Delivered, DeliveryMode.Self, "")]
    [InlineData("501", TrackingStatus.ReadyForPickup, DeliveryMode.Unspecified, "")]
    [InlineData("14", TrackingStatus.Refused, DeliveryMode.Unspecified, "REFUSED")]
    [InlineData("6", TrackingStatus.Returning, DeliveryMode.Unspecified, "")]
    [InlineData("4", TrackingStatus.Returned, DeliveryMode.Unspecified, "")]
    [InlineData("207", TrackingStatus.Exception, DeliveryMode.Unspecified, "OUT_OF_SERVICE_AREA")]
    [InlineData("208", TrackingStatus.Exception, DeliveryMode.Unspecified, "STRANDED")]
    [InlineData("999", TrackingStatus.Unrecognised, DeliveryMode.Unspecified, "")]
    [InlineData("", TrackingStatus.Unrecognised, DeliveryMode.Unspecified, "")]
    public void OfCode_NeverThrows(string code, TrackingStatus status, DeliveryMode mode, string incident)
    {
        var meaning = StateTable.OfCode(code);
        Assert.Equal((code, status, mode, incident), (meaning.Code, meaning.Status, meaning.Mode, meaning.Incident));
    }

    [Theory]
    [InlineData("shunfeng", "sf")]
    [InlineData("zhongtong", "zto")]
    [InlineData("JD", "jd")]
    [InlineData("somebody", "somebody")]
    public void CarrierCodes_KeepWhatTheyDoNotKnow(string company, string code) => Assert.Equal(code, CarrierCodes.FromCompany(company));

    [Theory]
    [InlineData("sf", "shunfeng")]
    [InlineData("deppon", "debangkuaidi")]
    [InlineData("somebody", "somebody")]
    public void CarrierCodes_LeadBack(string code, string company) => Assert.Equal(company, CarrierCodes.ToCompany(code));

    [Theory]
    [InlineData("2022-06-30 10:34:33", "2022-06-30T02:34:33Z")]
    [InlineData("2016/2/16 10:26:39", "2016-02-16T02:26:39Z")]
    [InlineData("2016-2-3 18:48:49", "2016-02-03T10:48:49Z")]
    [InlineData("2022-06-30 10:34", "2022-06-30T02:34:00Z")]
    [InlineData("2022-06-30T10:34:33Z", "2022-06-30T10:34:33Z")]
    [InlineData("2022-06-30T10:34:33+02:00", "2022-06-30T08:34:33Z")]
    [InlineData("2022-06-30 10:34:33 +0800", "2022-06-30T02:34:33Z")]
    [InlineData("2022-06-30T10:34:33-05:00", "2022-06-30T15:34:33Z")]
    [InlineData("2022-06-30 10:34:33 -0500", "2022-06-30T15:34:33Z")]
    [InlineData("2022-06-30T10:34:33.123-05:00", "2022-06-30T15:34:33.123Z")]
    [InlineData("2022-06-30T10:34-05:00", "2022-06-30T15:34:00Z")]
    [InlineData("2022-06-30 10:34:33.0", "2022-06-30T02:34:33Z")]
    [InlineData("2022-06-30T10:34", "2022-06-30T02:34:00Z")]
    [InlineData("2022-06-30T10:34:33.123", "2022-06-30T02:34:33.123Z")]
    [InlineData("2022-06-30", "2022-06-29T16:00:00Z")]
    public void PushTime_IsChinasWallClockUnlessItSaysOtherwise(string text, string utc) =>
        Assert.Equal(DateTimeOffset.Parse(utc, System.Globalization.CultureInfo.InvariantCulture), PushTime.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("soon")]
    [InlineData("2022-13-01 00:00:00")]
    [InlineData("2022-06-30 10:34 - 11:00")] // A span.
    [InlineData("10:34:33-05:00")] // No day.
    [InlineData("2022-06-30 10:34:33-99:00")]
    public void PushTime_OfWhatIsNoTime_IsNull(string? text) => Assert.Null(PushTime.Parse(text));
}
