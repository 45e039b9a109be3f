using System.Security.Cryptography;
using System.Text;

namespace OrderBridge.Adapters.Kuaidi100.Receiving;

/// <summary>sign = MD5 of param and salt in capital hex; param is the decoded text exactly as received, in UTF-8.</summary>
/// <remarks>MD5 is the platform's choice and proves little by today's measure: keep the salt long and the address secret.</remarks>
public static class PushSignature
{
#pragma warning disable CA5351 // The platform's scheme.
    public static string Sign(ReadOnlySpan<byte> param, string salt)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        md5.AppendData(param);
        md5.AppendData(Encoding.UTF8.GetBytes(salt));
        return Convert.ToHexString(md5.GetHashAndReset());
    }
#pragma warning restore CA5351

    /// <summary>Takes the same time whichever digit differs.</summary>
    public static bool Verify(ReadOnlySpan<byte> param, ReadOnlySpan<byte> sign, string salt)
    {
        var given = Encoding.ASCII.GetString(sign).Trim().ToUpperInvariant();
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(given), Encoding.ASCII.GetBytes(Sign(param, salt)));
    }
}
