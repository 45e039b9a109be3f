namespace OrderBridge.Testing.Servers;

/// <summary>A fact that starts Redis servers of its own.</summary>
public sealed class RedisFactAttribute : FactAttribute
{
    public RedisFactAttribute() => Skip = RedisServer.ReasonToSkip!;
}

/// <summary>A theory that starts Redis servers of its own.</summary>
public sealed class RedisTheoryAttribute : TheoryAttribute
{
    public RedisTheoryAttribute() => Skip = RedisServer.ReasonToSkip!;
}
