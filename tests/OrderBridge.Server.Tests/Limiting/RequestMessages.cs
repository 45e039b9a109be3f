using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;
using OrderBridge.Server.Standard;
using OrderBridge.Server.Tests.Wire;

namespace OrderBridge.Server.Tests.Limiting;

/// <summary>Every message that a caller can send, and what the contract's comments say of its fields.</summary>
internal static partial class RequestMessages
{
    private const string Ours = "orderbridge.";

    public static IReadOnlyList<MessageDescriptor> Requests { get; } = [.. ContractFiles.Served.Where(f => f.Package.StartsWith(Ours, StringComparison.Ordinal))
        .SelectMany(f => f.Services).SelectMany(s => s.Methods).Select(m => m.InputType).Distinct()];

    /// <summary>Requests and what is in them.</summary>
    public static IReadOnlyList<MessageDescriptor> All { get; } = [.. Requests.SelectMany(Reached).Distinct()];

    public static IReadOnlyDictionary<string, string> Comments { get; } = Directory
        .GetFiles(Path.Combine(Modules.Root, "protos/orderbridge"), "*.proto", SearchOption.AllDirectories).SelectMany(CommentsOf).ToDictionary(c => c.Field, c => c.Comment);

    private static IEnumerable<MessageDescriptor> Reached(MessageDescriptor message) => message.Fields.InDeclarationOrder()
        .Where(f => f.FieldType is FieldType.Message && !f.IsMap && f.MessageType.File.Package.StartsWith(Ours, StringComparison.Ordinal))
        .SelectMany(f => Reached(f.MessageType)).Prepend(message);

    /// <summary>Descriptors have no comments, so the files are read: a message, comments, and the field below them.</summary>
    private static IEnumerable<(string Field, string Comment)> CommentsOf(string file)
    {
        var (package, message, comment) = (string.Empty, string.Empty, new List<string>());
        foreach (var line in File.ReadLines(file))
        {
            package = Package().Match(line) is { Success: true } p ? p.Groups[1].Value : package;
            message = Message().Match(line) is { Success: true } m ? m.Groups[1].Value : message;
            if (Field().Match(line) is { Success: true } field && message.Length > 0)
            {
                yield return ($"{package}.{message}.{field.Groups[1].Value}", string.Join(' ', comment));
            }

            message = line.StartsWith('}') ? string.Empty : message;
            if (line.TrimStart().StartsWith("//", StringComparison.Ordinal))
            {
                comment.Add(line.TrimStart()[2..].Trim());
            }
            else
            {
                comment.Clear();
            }
        }
    }

    [GeneratedRegex(@"^package ([\w.]+);")]
    private static partial Regex Package();

    [GeneratedRegex(@"^message (\w+) \{")]
    private static partial Regex Message();

    [GeneratedRegex(@"^\s+(?:repeated |optional )?(?:map<string, string>|[\w.]+) (\w+) = \d+")]
    private static partial Regex Field();
}
