using System.Security.Cryptography;
using System.Text;

namespace OrderBridge.Kernel.Parties;

/// <summary>A person or company with its contact. Personal data: never logged.</summary>
/// <param name="Name">As given, any script.</param>
/// <param name="Phone">As given; channels also send masked, encrypted and pseudo numbers.</param>
/// <param name="Email">As given; may be empty.</param>
public sealed record Party(string Name, string Phone, string Email)
{
    /// <summary>
    /// Lower hex SHA-256 of <c>orderbridge:phone:</c> and the digits of the phone (a leading 86 of a 13-digit number dropped); empty without
    /// digits. Lets callers search by a number they know without the hub showing numbers.
    /// </summary>
    public string PhoneHash => HashOf(Phone);

    public static string HashOf(string phone)
    {
        var digits = string.Concat(phone.Where(char.IsAsciiDigit));
        if (digits.Length == 0)
        {
            return string.Empty;
        }

        var national = digits.Length == 13 && digits.StartsWith("86", StringComparison.Ordinal) ? digits[2..] : digits;
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("orderbridge:phone:" + national)));
    }
}
