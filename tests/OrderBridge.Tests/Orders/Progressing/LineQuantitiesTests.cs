using OrderBridge.Orders.Lifecycle;
using Xunit;

namespace OrderBridge.Tests.Orders.Progressing;

public sealed class LineQuantitiesTests
{
    private static readonly LineQuantities Shipped = LineQuantities.New(10).Hold(10).Allocate(10).Ship(10);

    [Fact]
    public void Chain_NewToShipped_KeepsTheSum()
    {
        var quantities = LineQuantities.New(10).Hold(8).Allocate(6).Deallocate(1).Ship(4).Cancel(3);
        Assert.Equal((0, 2, 1, 4, 3), (quantities.Open, quantities.Reserved, quantities.Allocated, quantities.Shipped, quantities.Cancelled));
        Assert.Equal(3, quantities.Unshipped);
    }

    public static TheoryData<string> Impossible => ["hold 11", "allocate 1", "ship 1", "cancel 11", "deliver 1", "lose 1", "return 1", "revive 1", "reship 1"];

    [Theory]
    [MemberData(nameof(Impossible))]
    public void AnyStep_MorePiecesThanThereAre_Throws(string step)
    {
        var quantities = LineQuantities.New(10);
        var pieces = long.Parse(step.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Throws<InvalidOperationException>(() => step.Split(' ')[0] switch
        {
            "hold" => quantities.Hold(pieces),
            "allocate" => quantities.Allocate(pieces),
            "ship" => quantities.Ship(pieces),
            "cancel" => quantities.Cancel(pieces),
            "deliver" => quantities.Deliver(pieces),
            "lose" => quantities.Lose(pieces),
            "return" => quantities.Return(pieces, isUndelivered: true),
            "revive" => quantities.Revive(pieces),
            _ => quantities.Reship(pieces),
        });
    }

    [Theory]
    [InlineData(5, 3, true, 2, 3)] // 5 arrived, 3 of those on their way came back: 2 are still out.
    [InlineData(5, 3, false, 5, 0)] // 3 of those that arrived were sent back.
    [InlineData(5, 7, true, 0, 5)] // More than were on their way: the rest had arrived.
    [InlineData(5, 7, false, 3, 2)] // More than had arrived: the rest was on its way.
    [InlineData(10, 10, false, 0, 0)]
    public void Return_Pieces_TellsThoseOnTheirWayFromThoseThatArrived(long delivered, long returned, bool isUndelivered, long unsettled, long cameBack)
    {
        var quantities = Shipped.Deliver(delivered).Return(returned, isUndelivered);
        Assert.Equal((unsettled, cameBack, returned), (quantities.Unsettled, quantities.CameBack, quantities.Returned));
    }

    [Fact]
    public void Reship_LostThenRefusedThenSentBack_CountsThemAsHeldAgain()
    {
        var quantities = Shipped.Lose(2).Return(3, isUndelivered: true).Deliver(5).Return(1, isUndelivered: false);
        var again = quantities.Reship(6);

        Assert.Equal((4, 6, 4, 0, 0, 0), (again.Shipped, again.Reserved, again.Delivered, again.Lost, again.CameBack, again.Returned));
        Assert.Equal(0, again.Unsettled);
        Assert.Throws<InvalidOperationException>(() => quantities.Reship(7));
    }
}
