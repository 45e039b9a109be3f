using System.Collections.Immutable;
using System.ComponentModel;
using System.Globalization;

namespace OrderBridge.Server.Hosting;

/// <summary>Which names a section's options have, and how their values are written. What the framework's binder would pass over in silence ends here with a sentence.</summary>
internal static class OptionShape
{
    /// <summary>Whether a path such as <c>OnlinePayment</c>, <c>Times:Dispatch</c> or <c>PromotionCampaigns:0</c> leads to a value.</summary>
    public static bool Has(Type options, string path) => TypeOf(options, path.Split(':')) is not null;

    /// <exception cref="ArgumentException">A name that leads nowhere, or a length that can be misread.</exception>
    public static void Require(IConfigurationSection section, Type options)
    {
        foreach (var (path, value) in section.AsEnumerable(makePathsRelative: true))
        {
            if (!string.IsNullOrEmpty(value))
            {
                Require(section.Key, path, value, TypeOf(options, path.Split(':')));
            }
        }
    }

    /// <summary>Fills the lists, which cannot be changed once they are made, so that the binder fills none.</summary>
    /// <exception cref="ArgumentException">An entry is empty.</exception>
    public static void FillLists(IConfigurationSection section, object options)
    {
        foreach (var property in options.GetType().GetProperties().Where(p => IsList(p.PropertyType)))
        {
            var entries = section.GetSection(property.Name).GetChildren().ToArray();
            if (entries.FirstOrDefault(e => string.IsNullOrWhiteSpace(e.Value)) is { } empty)
            {
                throw new ArgumentException($"--{empty.Path} is empty; give it a value or leave it out.");
            }

            if (entries.Length > 0)
            {
                property.SetValue(options, entries.Select(e => e.Value!.Trim()).ToImmutableHashSet());
            }
        }
    }

    private static void Require(string section, string path, string value, Type? type)
    {
        if (type is null)
        {
            throw new ArgumentException($"--{section}:{path} is not an option; docs/operations.md names them. An entry of a list has a number: --Section:List:0 VALUE.");
        }

        if (type == typeof(TimeSpan) && !IsLength(value))
        {
            throw new ArgumentException($"--{section}:{path} {value} is not a length; write it as 00:30:00 (half an hour) or 1.00:00:00 (a day).");
        }
    }

    /// <summary>Strictly: elsewhere "24" and even "24:00:00" are 24 days.</summary>
    private static bool IsLength(string value) =>
        value.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParseExact(value, "c", CultureInfo.InvariantCulture, out var length) && length >= TimeSpan.Zero;

    /// <summary>The type of the value that a path leads to; null when it leads to none.</summary>
    private static Type? TypeOf(Type type, ReadOnlySpan<string> path) => path switch
    {
        [] => IsValue(type) ? type : null,
        [var index] when IsList(type) => int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? typeof(string) : null,
        [{ Length: > 0 }] when IsMap(type) => typeof(string),
        [var name, .. var rest] when !IsValue(type) && !IsList(type) && !IsMap(type) => PropertyOf(type, name) is { } property ? TypeOf(property, rest) : null,
        _ => null,
    };

    private static Type? PropertyOf(Type type, string name) =>
        type.GetProperties().FirstOrDefault(p => p.CanWrite && p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.PropertyType;

    private static bool IsValue(Type type) => TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string));

    private static bool IsList(Type type) => type == typeof(ImmutableHashSet<string>);

    private static bool IsMap(Type type) => type == typeof(Dictionary<string, string>);
}
