namespace OrderBridge.Kernel.Deciding;

/// <summary>A value, a refusal, or both: an order that was kept as rejected is a value with the refusal that explains it.</summary>
public readonly record struct Outcome<T>(T? Value, Refusal? Refusal)
{
    public bool IsRefused => Refusal is not null;

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);
}
