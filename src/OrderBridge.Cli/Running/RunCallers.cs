using OrderBridge.Cli.Calling;

namespace OrderBridge.Cli.Running;

/// <summary>The hub as the parties of a run see it, each with its own key.</summary>
internal sealed record RunCallers(HubCaller Channel, HubCaller Warehouse, HubCaller Desk, HubCaller Finance, HubCaller Operations)
{
    /// <summary>One key for all of them; it needs ROLE_ADMIN, or every role.</summary>
    public static RunCallers OfOneKey(HubAccess hub, string key) => new(hub.As(key), hub.As(key), hub.As(key), hub.As(key), hub.As(key));
}
