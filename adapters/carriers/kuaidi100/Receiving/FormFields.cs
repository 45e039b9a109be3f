namespace OrderBridge.Adapters.Kuaidi100.Receiving;

/// <summary>
/// Decodes application/x-www-form-urlencoded into bytes. Not into text: the signature is over the bytes, and a sequence
/// that is no UTF-8 must not be changed on the way.
/// </summary>
public static class FormFields
{
    /// <summary>The first value of a field, or null when it is not there.</summary>
    public static byte[]? Value(ReadOnlySpan<byte> form, string name)
    {
        foreach (var range in form.Split((byte)'&'))
        {
            var pair = form[range];
            var equals = pair.IndexOf((byte)'=');
            var key = equals < 0 ? pair : pair[..equals];
            if (IsNamed(key, name))
            {
                return equals < 0 ? [] : Decode(pair[(equals + 1)..]);
            }
        }

        return null;
    }

    /// <summary>Plus is a blank, %XX a byte; a percent sign without two hex digits stays as it is.</summary>
    public static byte[] Decode(ReadOnlySpan<byte> text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && Hex(text[i + 1]) is >= 0 and var high && Hex(text[i + 2]) is >= 0 and var low)
            {
                bytes.Add((byte)((high << 4) | low));
                i += 2;
            }
            else
            {
                bytes.Add(text[i] == '+' ? (byte)' ' : text[i]);
            }
        }

        return [.. bytes];
    }

    private static bool IsNamed(ReadOnlySpan<byte> key, string name) => Decode(key).AsSpan().SequenceEqual(System.Text.Encoding.UTF8.GetBytes(name));

    private static int Hex(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        _ => -1,
    };
}
