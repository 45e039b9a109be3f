namespace OrderBridge.AdapterSdk.Receiving;

/// <summary>
/// JSON that is well-formed and still holds no text: half a character ("\ud800") or bytes that are no UTF-8. The parser finds out only when
/// the string is read, and says so with an InvalidOperationException.
/// </summary>
public static class JsonStrings
{
    /// <summary>Reason of a message that cannot be read for this.</summary>
    public const string NotText = "PAYLOAD_NOT_TEXT";

    /// <summary>True when System.Text.Json threw it; another InvalidOperationException is a fault of the adapter.</summary>
    public static bool IsNotText(InvalidOperationException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception.Source?.StartsWith("System.Text.Json", StringComparison.Ordinal) is true;
    }
}
