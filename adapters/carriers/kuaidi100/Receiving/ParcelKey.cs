using System.Text.Json;
using OrderBridge.AdapterSdk.Receiving;

namespace OrderBridge.Adapters.Kuaidi100.Receiving;

/// <summary>Finds the tracking number without understanding the rest, so that pushes of one parcel keep their order in the spool.</summary>
internal static class ParcelKey
{
    /// <summary>The first "nu"; empty when the body is broken before it or it is no text.</summary>
    public static string Read(ReadOnlySpan<byte> param)
    {
        try
        {
            var json = new Utf8JsonReader(param);
            while (json.Read())
            {
                if (json.TokenType is JsonTokenType.PropertyName && json.ValueTextEquals("nu"u8) && json.Read())
                {
                    return json.TokenType is JsonTokenType.String ? json.GetString()! : "";
                }
            }
        }
        catch (JsonException)
        {
            // The mapper says what is wrong.
        }
        catch (InvalidOperationException e) when (JsonStrings.IsNotText(e))
        {
            // And here too.
        }

        return "";
    }
}
