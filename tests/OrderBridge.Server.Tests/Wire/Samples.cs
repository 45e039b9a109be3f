using System.Reflection;

namespace OrderBridge.Server.Tests.Wire;

/// <summary>Makes a value of any type that events are made of, from a seed: the same seed makes the same value.</summary>
internal sealed class Samples(int seed)
{
    private static readonly string[] Texts = ["", "a", "line-1", "上海市浦东新区", "Müller & Söhne", "😀 parcel\n2", "0086 138-0000-0000"];
    private static readonly MethodInfo ArrayMaker = typeof(Samples).GetMethod(nameof(Array), BindingFlags.NonPublic | BindingFlags.Instance)!;
    private readonly Random _random = new(seed);

    public object Of(Type type) => type switch
    {
        _ when type == typeof(string) => _random.Next(4) == 0 ? $"id-{_random.Next()}" : Texts[_random.Next(Texts.Length)],
        _ when type == typeof(bool) => _random.Next(2) == 0,
        _ when type == typeof(int) => _random.Next(8) == 0 ? int.MinValue : _random.Next(-5, 1000),
        _ when type == typeof(long) => _random.Next(8) == 0 ? long.MaxValue : _random.NextInt64(-5, 1_000_000),
        _ when type == typeof(DateTimeOffset) => Time(),
        _ when type == typeof(TimeSpan) => TimeSpan.FromTicks(_random.NextInt64(0, TimeSpan.TicksPerDay * 100)),
        _ when type == typeof(DateOnly) => DateOnly.FromDayNumber(_random.Next(DateOnly.MaxValue.DayNumber)),
        { IsEnum: true } => EnumValue(type),
        { IsGenericType: true } => Generic(type),
        _ => Made(type),
    };

    /// <summary>Times of every kind: the ends of the calendar, other zones, and all digits that .NET has.</summary>
    private DateTimeOffset Time() => _random.Next(10) switch
    {
        0 => DateTimeOffset.MinValue,
        1 => DateTimeOffset.MaxValue,
        2 => DateTimeOffset.UnixEpoch.AddTicks(-1),
        3 => new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.FromHours(8)),
        _ => DateTimeOffset.UnixEpoch.AddTicks(_random.NextInt64(0, TimeSpan.TicksPerDay * 40_000)),
    };

    private object EnumValue(Type type)
    {
        var values = Enum.GetValues(type);
        return type.IsDefined(typeof(FlagsAttribute), false)
            ? Enum.ToObject(type, _random.Next(1 << (values.Length - 1)))
            : values.GetValue(_random.Next(values.Length))!;
    }

    private object Generic(Type type)
    {
        var definition = type.GetGenericTypeDefinition();
        return definition == typeof(ImmutableArray<>)
            ? ArrayMaker.MakeGenericMethod(type.GetGenericArguments()).Invoke(this, null)!
            : definition == typeof(ImmutableSortedDictionary<,>)
                ? Enumerable.Range(0, _random.Next(4)).ToImmutableSortedDictionary(i => $"key-{i}", i => (string)Of(typeof(string)), StringComparer.Ordinal)
                : throw new NotSupportedException($"Teach {nameof(Samples)} to make a {type}.");
    }

    private ImmutableArray<T> Array<T>() => [.. Enumerable.Range(0, _random.Next(4)).Select(_ => (T)Of(typeof(T)))];

    private object Made(Type type)
    {
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        var made = constructor.Invoke([.. constructor.GetParameters().Select(p => OrNull(p.ParameterType, p.Name!))]);
        var names = constructor.GetParameters().Select(p => p.Name).ToHashSet();
        foreach (var property in type.GetProperties().Where(p => p.CanWrite && !names.Contains(p.Name)))
        {
            property.SetValue(made, OrNull(property.PropertyType, property.Name));
        }

        return made;
    }

    private object? OrNull(Type type, string name)
    {
        _ = name;
        return Nullable.GetUnderlyingType(type) is { } inner ? _random.Next(2) == 0 ? null : Of(inner) : Of(type);
    }
}
