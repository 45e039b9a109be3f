using System.Security.Cryptography;
using System.Text;

namespace OrderBridge.Stock.Redis.Scripting;

/// <summary>One Lua script and the hash under which a server keeps it.</summary>
internal sealed class LedgerScript
{
    public static readonly LedgerScript Reserve = OfWarehouse("reserve");
    public static readonly LedgerScript Settle = OfWarehouse("settle");
    public static readonly LedgerScript Adjust = OfWarehouse("adjust");
    public static readonly LedgerScript Quota = OfWarehouse("quota");
    public static readonly LedgerScript Extend = OfWarehouse("extend");
    public static readonly LedgerScript Levels = OfWarehouse("levels");
    public static readonly LedgerScript Explain = OfWarehouse("explain");
    public static readonly LedgerScript Holds = OfWarehouse("holds");
    public static readonly LedgerScript Repair = OfWarehouse("repair");
    public static readonly LedgerScript Load = OfWarehouse("load");
    public static readonly LedgerScript Mark = OfWarehouse("mark");
    public static readonly LedgerScript State = new("state", Read("state"));

    /// <param name="text">The whole source.</param>
    public LedgerScript(string name, string text)
    {
        Name = name;
        Text = text;
#pragma warning disable CA5350 // Redis names scripts by their SHA-1; nothing rests on its strength.
        Hash = SHA1.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350
    }

    public string Name { get; }

    public string Text { get; }

    public byte[] Hash { get; }

    private static LedgerScript OfWarehouse(string name) => new(name, Read("common") + Read(name));

    private static string Read(string name)
    {
        using var stream = typeof(LedgerScript).Assembly.GetManifestResourceStream(name + ".lua")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
