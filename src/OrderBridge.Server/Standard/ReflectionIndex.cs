using System.Collections.Frozen;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace OrderBridge.Server.Standard;

/// <summary>Finds files by name, symbol and extension; what both versions of the reflection protocol ask for.</summary>
public sealed class ReflectionIndex
{
    private readonly FrozenDictionary<string, FileDescriptor> _byName;
    private readonly FrozenDictionary<string, FileDescriptor> _bySymbol;
    private readonly FieldDescriptor[] _extensions;

    public ReflectionIndex()
    {
        FileDescriptor[] roots = [.. ContractFiles.Served, .. ContractFiles.Errors];
        var files = roots.SelectMany(WithImports).DistinctBy(f => f.Name).ToArray();
        _byName = files.ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);
        _bySymbol = files.SelectMany(f => SymbolsOf(f).Select(s => (Symbol: s, File: f))).DistinctBy(p => p.Symbol)
            .ToFrozenDictionary(p => p.Symbol, p => p.File, StringComparer.Ordinal);
        _extensions = [.. files.SelectMany(f => f.Extensions.UnorderedExtensions)];
        Services = [.. ContractFiles.Served.SelectMany(f => f.Services).Select(s => s.FullName).Order(StringComparer.Ordinal)];
    }

    public IReadOnlyList<string> Services { get; }

    /// <summary>The file and all that it imports, imports first; empty when there is none.</summary>
    public IReadOnlyList<ByteString> ByName(string name) => Files(_byName.GetValueOrDefault(name));

    /// <inheritdoc cref="ByName"/>
    public IReadOnlyList<ByteString> BySymbol(string symbol) => Files(_bySymbol.GetValueOrDefault(symbol));

    /// <inheritdoc cref="ByName"/>
    public IReadOnlyList<ByteString> ByExtension(string type, int number) =>
        Files(Array.Find(_extensions, e => e.FieldNumber == number && e.ExtendeeType.FullName == type)?.File);

    public IReadOnlyList<int> ExtensionNumbers(string type) =>
        [.. _extensions.Where(e => e.ExtendeeType.FullName == type).Select(e => e.FieldNumber).Order()];

    private static List<ByteString> Files(FileDescriptor? file) => file is null ? [] : [.. WithImports(file).DistinctBy(f => f.Name).Select(f => f.SerializedData)];

    private static IEnumerable<FileDescriptor> WithImports(FileDescriptor file) => [.. file.Dependencies.SelectMany(WithImports), file];

    private static IEnumerable<string> SymbolsOf(FileDescriptor file) =>
    [
        .. file.Services.SelectMany(s => (IEnumerable<string>)[s.FullName, .. s.Methods.Select(m => m.FullName)]),
        .. file.EnumTypes.SelectMany(SymbolsOf),
        .. file.MessageTypes.SelectMany(SymbolsOf),
        .. file.Extensions.UnorderedExtensions.Select(e => e.FullName),
    ];

    private static IEnumerable<string> SymbolsOf(MessageDescriptor message) =>
    [
        message.FullName,
        .. message.Fields.InDeclarationOrder().Select(f => f.FullName),
        .. message.Oneofs.Select(o => o.FullName),
        .. message.EnumTypes.SelectMany(SymbolsOf),
        .. message.NestedTypes.SelectMany(SymbolsOf),
    ];

    /// <summary>A value stands beside its enum, not in it (protobuf, as in C++).</summary>
    private static IEnumerable<string> SymbolsOf(EnumDescriptor type) =>
        [type.FullName, .. type.Values.Select(v => type.FullName[..^type.Name.Length] + v.Name)];
}
