using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace OrderBridge.Compat.Tests.Fitting;

/// <summary>What one compiled assembly demands of the named assemblies: every type, member and override it was compiled against.</summary>
internal sealed class Demands : IDisposable
{
    private readonly PEReader _file;
    private readonly MetadataReader _reader;
    private readonly HashSet<string> _suppliers;

    public Demands(string path, IEnumerable<string> suppliers)
    {
        _file = new PEReader(File.OpenRead(path));
        _reader = _file.GetMetadataReader();
        _suppliers = [.. suppliers];
        Types = [.. _reader.TypeReferences.Where(IsSupplied).Select(t => SignatureNames.Of(_reader, t))];
        Members = [.. _reader.MemberReferences.Select(_reader.GetMemberReference).Where(m => IsSupplied(m.Parent)).Select(Member)];
        Overrides = [.. _reader.TypeDefinitions.Select(_reader.GetTypeDefinition).Where(t => IsSupplied(t.BaseType)).SelectMany(OverridesOf)];
    }

    public IReadOnlyList<string> Types { get; }

    public IReadOnlyList<(string Type, string Member)> Members { get; }

    public IReadOnlyList<(string Type, string Member)> Overrides { get; }

    public string PublicKeyOf(string supplier) => Convert.ToHexString(_reader.AssemblyReferences.Select(_reader.GetAssemblyReference)
        .Where(a => _reader.GetString(a.Name) == supplier).Select(a => _reader.GetBlobBytes(a.PublicKeyOrToken)).Single());

    /// <summary>One line for each demand that the API does not meet.</summary>
    public IEnumerable<string> NotMetBy(OfferedApi api) =>
        Types.Where(type => !api.Has(type)).Select(type => $"type {type}")
            .Concat(Members.Where(m => !api.Has(m.Type, m.Member)).Select(m => $"member {m.Type} :: {m.Member}"))
            .Concat(Overrides.Where(o => !api.HasVirtual(o.Type, o.Member)).Select(o => $"override {o.Type} :: {o.Member}"));

    public void Dispose() => _file.Dispose();

    private (string Type, string Member) Member(MemberReference member)
    {
        var name = _reader.GetString(member.Name);
        var text = member.GetKind() is MemberReferenceKind.Field
            ? $"{member.DecodeFieldSignature(SignatureNames.Instance, null)} {name}"
            : SignatureNames.Of(name, member.DecodeMethodSignature(SignatureNames.Instance, null));
        return (OfferedApi.Open(SignatureNames.Of(_reader, member.Parent)), text);
    }

    // Only from non-generic bases: in a generic one the override is written with the arguments filled in, and loading the type checks it.
    private IEnumerable<(string Type, string Member)> OverridesOf(TypeDefinition type) =>
        type.BaseType.Kind is not HandleKind.TypeReference ? [] :
        from method in type.GetMethods().Select(_reader.GetMethodDefinition)
        where method.Attributes.HasFlag(MethodAttributes.Virtual) && !method.Attributes.HasFlag(MethodAttributes.NewSlot)
        let name = _reader.GetString(method.Name)
        where name is not ("ToString" or "Equals" or "GetHashCode" or "Finalize")
        select (SignatureNames.Of(_reader, type.BaseType), SignatureNames.Of(name, method.DecodeSignature(SignatureNames.Instance, null)));

    private bool IsSupplied(EntityHandle handle) => !handle.IsNil && handle.Kind switch
    {
        HandleKind.TypeReference => IsSupplied((TypeReferenceHandle)handle),
        HandleKind.TypeSpecification => IsSuppliedGeneric((TypeSpecificationHandle)handle),
        _ => false,
    };

    private bool IsSupplied(TypeReferenceHandle handle)
    {
        var scope = _reader.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.TypeReference => IsSupplied((TypeReferenceHandle)scope),
            HandleKind.AssemblyReference =>
                _suppliers.Contains(_reader.GetString(_reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name)),
            _ => false,
        };
    }

    // ELEMENT_TYPE_GENERICINST (0x15), class or value type, then the open type (ECMA-335, II.23.2.14).
    private bool IsSuppliedGeneric(TypeSpecificationHandle handle)
    {
        var blob = _reader.GetBlobReader(_reader.GetTypeSpecification(handle).Signature);
        if (blob.ReadByte() != 0x15)
        {
            return false;
        }

        _ = blob.ReadByte();
        return IsSupplied(blob.ReadTypeHandle());
    }
}
