using OrderBridge.Testing.Servers;

namespace OrderBridge.EndToEnd.Running;

/// <summary>Skipped with the reason where Redis or PostgreSQL is absent; ORDERBRIDGE_REQUIRE=redis,postgres makes it run (and fail) anyway.</summary>
public sealed class RequiresServersFactAttribute : FactAttribute
{
    public RequiresServersFactAttribute() => Skip = (RedisServer.ReasonToSkip ?? PostgresServer.ReasonToSkip)!;
}
