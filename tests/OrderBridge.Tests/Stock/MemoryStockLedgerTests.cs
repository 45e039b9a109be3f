using OrderBridge.Stock.Ledger;
using OrderBridge.Stock.Ports;
using OrderBridge.Testing.Stock;

namespace OrderBridge.Tests.Stock;

public sealed class MemoryStockLedgerTests : StockLedgerContract
{
    protected override ValueTask<IStockLedger> CreateAsync() => new(new MemoryStockLedger());
}

/// <summary>Negative control: the contract notices a ledger that lies.</summary>
public sealed class StockLedgerContractControl
{
    [Theory]
    [InlineData(Lies.SaysYesToEverything)]
    [InlineData(Lies.Forgets)]
    public async Task The_contract_sees_a_lying_ledger(Lies lies) =>
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(
            new LyingLedgerTests(lies).Three_hundred_buyers_of_a_hundred_pieces_get_exactly_a_hundred);

    [Fact]
    public async Task The_contract_sees_a_ledger_that_gives_back_twice() =>
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(new LyingLedgerTests(Lies.Resurrects).Release_APart_GivesThatBack);

    // Not public: its inherited facts are not run by themselves.
    private sealed class LyingLedgerTests(Lies lies) : StockLedgerContract
    {
        protected override ValueTask<IStockLedger> CreateAsync() => new(new LyingStockLedger(new MemoryStockLedger(), lies, seed: 1, percent: 100));
    }
}
