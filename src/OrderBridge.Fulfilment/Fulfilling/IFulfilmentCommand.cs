using OrderBridge.Kernel.Deciding;

namespace OrderBridge.Fulfilment;

/// <summary>Something to do with a fulfilment order. Pure: same order, same command, same time, same answer.</summary>
public interface IFulfilmentCommand
{
    Decision Decide(FulfilmentOrder order, DateTimeOffset now);
}
