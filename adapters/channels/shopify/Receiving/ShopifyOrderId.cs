using System.Text;
using System.Text.Json;
using OrderBridge.AdapterSdk.Receiving;

namespace OrderBridge.Adapters.Shopify.Receiving;

/// <summary>Finds the order's id without understanding the rest, so that messages of one order keep their order in the spool.</summary>
internal static class ShopifyOrderId
{
    /// <summary>The top-level "id", or the one inside "order"; empty when the body is broken, or holds a name that is no text, before it.</summary>
    public static string Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return Find(new Utf8JsonReader(body.StartsWith("\uFEFF"u8) ? body[3..] : body));
        }
        catch (JsonException)
        {
            return "";
        }
        catch (InvalidOperationException e) when (JsonStrings.IsNotText(e))
        {
            return "";
        }
    }

    private static string Find(Utf8JsonReader json)
    {
        var depth = 1;
        while (json.Read())
        {
            if (json.TokenType is not JsonTokenType.PropertyName || json.CurrentDepth != depth)
            {
                continue;
            }

            if (json.ValueTextEquals("order"u8))
            {
                depth = 2;
            }
            else if (json.ValueTextEquals("id"u8) && json.Read())
            {
                return json.TokenType is JsonTokenType.String or JsonTokenType.Number ? Encoding.UTF8.GetString(json.ValueSpan) : "";
            }
        }

        return "";
    }
}
