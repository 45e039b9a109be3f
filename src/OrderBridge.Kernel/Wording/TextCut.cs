namespace OrderBridge.Kernel.Wording;

/// <summary>Shortens what others wrote.</summary>
public static class TextCut
{
    /// <summary>At most this many UTF-16 units, never half a character: half of one cannot be stored or sent.</summary>
    public static string Cut(this string text, int length) =>
        text.Length <= length ? text : text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
