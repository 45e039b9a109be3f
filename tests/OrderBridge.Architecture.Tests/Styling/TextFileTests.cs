using System.Text;
using System.Text.RegularExpressions;
using OrderBridge.Architecture.Tests.Reading;

namespace OrderBridge.Architecture.Tests.Styling;

/// <summary>What every text file of the repository keeps to.</summary>
public sealed partial class TextFileTests
{
    private static readonly string[] TextEndings =
        [".cs", ".csproj", ".props", ".targets", ".sln", ".md", ".json", ".yaml", ".yml", ".proto", ".xml", ".txt", ".sh", ".js", ".mjs", ".ts", ".tla", ".cfg", ""];

    private static readonly IReadOnlyList<string> Texts =
        [.. Repository.Files.Where(f => TextEndings.Contains(Path.GetExtension(Path.GetFileName(f).TrimStart('.'))) || Path.GetFileName(f)[0] == '.')];

    [Fact]
    public void Every_text_file_is_utf8_without_a_byte_order_mark() => Rule.HasNoOffence(Texts.Where(f => !IsPlainUtf8(Repository.Bytes(f))));

    [Fact]
    public void Every_text_file_ends_its_lines_as_unix_does() => Rule.HasNoOffence(Texts.Where(f => Repository.Bytes(f).Contains((byte)'\r')));

    /// <summary>A path of one machine or the address of a package registry would work here and nowhere else.</summary>
    [Fact]
    public void No_file_names_a_machine_or_a_registry() => Rule.HasNoOffence(Texts
        .Where(f => !f.EndsWith("/TextFileTests.cs", StringComparison.Ordinal))
        .SelectMany(f => LocalPlace().Matches(Repository.Read(f)).Select(m => $"{f}: {m.Value}")));

    [Fact]
    public void The_rules_see_an_offence()
    {
        Assert.False(IsPlainUtf8([0xEF, 0xBB, 0xBF, (byte)'a']));
        Assert.False(IsPlainUtf8([0xC3, 0x28]));
        Assert.Matches(LocalPlace(), "cd /work/main");
        Assert.Matches(LocalPlace(), "/home/somebody/.nuget");
        Assert.Matches(LocalPlace(), "https://registry.npmjs.org/buf");
        Assert.Matches(LocalPlace(), @"C:\Users\somebody");
        Assert.DoesNotMatch(LocalPlace(), "adapters/home/readme and $HOME/.dotnet and docs/work/items");
    }

    private static bool IsPlainUtf8(byte[] bytes)
    {
        try
        {
            new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            return bytes is not [0xEF, 0xBB, 0xBF, ..];
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"(?<![\w.$}/-])/(?:work|home|Users|root|mnt|workspace)/\w+|\b[A-Z]:\\Users|https?://[^/\s""]*(?:registry|nuget|npmjs|artifactory|nexus|pypi)[^/\s""]*/")]
    private static partial Regex LocalPlace();
}
