using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace OrderBridge.Compat.Tests.Fitting;

/// <summary>What a set of assemblies offers to others: per type its base and interfaces, and the members visible outside.</summary>
internal sealed class OfferedApi
{
    private readonly Dictionary<string, OfferedType> _types = [];

    public OfferedApi(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            using var file = new PEReader(File.OpenRead(path));
            var reader = file.GetMetadataReader();
            foreach (var handle in reader.TypeDefinitions)
            {
                Add(reader, handle);
            }
        }
    }

    public bool Has(string type) => _types.ContainsKey(type);

    /// <summary>True when the type, or one that it inherits from, declares the member.</summary>
    public bool Has(string type, string member) => Lineage(type).Any(t => t.Declares(member));

    /// <summary>True when the type or an ancestor has a virtual member that an override could fill.</summary>
    public bool HasVirtual(string type, string member) => Lineage(type).Any(t => t.DeclaresVirtual(member));

    /// <summary>The same API after somebody renamed a member, for negative controls.</summary>
    public void Rename(string type, string member) => _types[type] = _types[type].Without(member);

    public void Remove(string type) => _types.Remove(type);

    private IEnumerable<OfferedType> Lineage(string type)
    {
        // Generic bases carry arguments, "X`1<!0>"; members are declared on the open type.
        if (!_types.TryGetValue(Open(type), out var found))
        {
            return [];
        }

        return found.Bases.SelectMany(Lineage).Prepend(found);
    }

    internal static string Open(string type) => type.IndexOf('<') is var at and > 0 ? type[..at] : type;

    private void Add(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var definition = reader.GetTypeDefinition(handle);
        if (!IsVisible(reader, definition))
        {
            return;
        }

        var bases = definition.GetInterfaceImplementations().Select(i => reader.GetInterfaceImplementation(i).Interface)
            .Append(definition.BaseType).Where(b => !b.IsNil).Select(b => SignatureNames.Of(reader, b));
        _types[SignatureNames.Of(reader, handle)] = new OfferedType(bases, Methods(reader, definition), Fields(reader, definition));
    }

    private static IEnumerable<(string Member, bool IsVirtual)> Methods(MetadataReader reader, TypeDefinition type) =>
        from method in type.GetMethods().Select(reader.GetMethodDefinition)
        where (method.Attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem
        select (SignatureNames.Of(reader.GetString(method.Name), method.DecodeSignature(SignatureNames.Instance, null)),
            method.Attributes.HasFlag(MethodAttributes.Virtual) && !method.Attributes.HasFlag(MethodAttributes.Final));

    private static IEnumerable<string> Fields(MetadataReader reader, TypeDefinition type) =>
        from field in type.GetFields().Select(reader.GetFieldDefinition)
        where (field.Attributes & FieldAttributes.FieldAccessMask) is FieldAttributes.Public or FieldAttributes.Family
        select $"{field.DecodeSignature(SignatureNames.Instance, null)} {reader.GetString(field.Name)}";

    private static bool IsVisible(MetadataReader reader, TypeDefinition type) => (type.Attributes & TypeAttributes.VisibilityMask) switch
    {
        TypeAttributes.Public => true,
        TypeAttributes.NestedPublic or TypeAttributes.NestedFamily or TypeAttributes.NestedFamORAssem =>
            IsVisible(reader, reader.GetTypeDefinition(type.GetDeclaringType())),
        _ => false,
    };

    /// <summary>Reads everything at once: the file is closed before anybody asks.</summary>
    private sealed class OfferedType(
        IEnumerable<string> bases, IEnumerable<(string Member, bool IsVirtual)> methods, IEnumerable<string> fields)
    {
        private readonly (string Member, bool IsVirtual)[] _all = [.. methods, .. fields.Select(field => (field, false))];

        public IReadOnlyList<string> Bases { get; } = [.. bases];

        public bool Declares(string member) => _all.Any(m => m.Member == member);

        public bool DeclaresVirtual(string member) => _all.Any(m => m.IsVirtual && m.Member == member);

        public OfferedType Without(string name) =>
            new(Bases, _all.Where(m => !Names(m.Member, name)), []);

        private static bool Names(string member, string name) =>
            member.Contains($" {name}`", StringComparison.Ordinal) || member.EndsWith($" {name}", StringComparison.Ordinal);
    }
}
