using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace OrderBridge.Compat.Tests.Fitting;

/// <summary>
/// Writes types of a signature as text that is equal on both sides of a reference: full names without the assembly, generic parameters by position.
/// </summary>
internal sealed class SignatureNames : ISignatureTypeProvider<string, object?>
{
    public static readonly SignatureNames Instance = new();

    public static string Of(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        return type.ResolutionScope.Kind is HandleKind.TypeReference
            ? $"{Of(reader, (TypeReferenceHandle)type.ResolutionScope)}/{reader.GetString(type.Name)}"
            : Joined(reader.GetString(type.Namespace), reader.GetString(type.Name));
    }

    public static string Of(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        return type.GetDeclaringType() is { IsNil: false } outer
            ? $"{Of(reader, outer)}/{reader.GetString(type.Name)}"
            : Joined(reader.GetString(type.Namespace), reader.GetString(type.Name));
    }

    public static string Of(MetadataReader reader, EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeReference => Of(reader, (TypeReferenceHandle)handle),
        HandleKind.TypeDefinition => Of(reader, (TypeDefinitionHandle)handle),
        HandleKind.TypeSpecification => reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(Instance, null),
        _ => throw new ArgumentOutOfRangeException(nameof(handle), handle.Kind, "Not a type."),
    };

    /// <summary>Name, generic arity, parameters and result; whether it is static.</summary>
    public static string Of(string name, MethodSignature<string> signature) =>
        $"{(signature.Header.IsInstance ? "" : "static ")}{signature.ReturnType} {name}`{signature.GenericParameterCount}({string.Join(", ", signature.ParameterTypes)})";

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => Of(reader, handle);

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => Of(reader, handle);

    public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        Of(reader, handle);

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) =>
        $"{genericType}<{string.Join(", ", typeArguments)}>";

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

    public string GetGenericTypeParameter(object? genericContext, int index) => $"!{index}";

    public string GetGenericMethodParameter(object? genericContext, int index) => $"!!{index}";

    public string GetSZArrayType(string elementType) => $"{elementType}[]";

    public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{new string(',', shape.Rank - 1)}]";

    public string GetByReferenceType(string elementType) => $"{elementType}&";

    public string GetPointerType(string elementType) => $"{elementType}*";

    public string GetPinnedType(string elementType) => elementType;

    public string GetFunctionPointerType(MethodSignature<string> signature) => Of("*", signature);

    // in, init and unmanaged are part of the identity of a member.
    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) =>
        isRequired ? $"{unmodifiedType} modreq({modifier})" : unmodifiedType;

    private static string Joined(string space, string name) => space.Length == 0 ? name : $"{space}.{name}";
}
