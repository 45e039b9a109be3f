using System.Reflection;
using Google.Protobuf.Reflection;
using OrderBridge.Contracts.Common.V1;

namespace OrderBridge.Architecture.Tests.Contracting;

/// <summary>The contracts as their generated descriptors tell them.</summary>
internal static class ContractDescriptors
{
    public static IReadOnlyList<FileDescriptor> Files { get; } =
    [
        .. typeof(AccessRule).Assembly.GetTypes()
            .Where(t => t.Name.EndsWith("Reflection", StringComparison.Ordinal))
            .Select(t => t.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null))
            .OfType<FileDescriptor>()
            .OrderBy(f => f.Name, StringComparer.Ordinal),
    ];

    /// <summary>RPCs of the hub's own services; health and reflection (grpc.*) are the standard's and open to all.</summary>
    public static IReadOnlyList<MethodDescriptor> Methods { get; } =
    [
        .. Files.SelectMany(f => f.Services).Where(s => !s.FullName.StartsWith("grpc.", StringComparison.Ordinal)).SelectMany(s => s.Methods),
    ];

    public static AccessRule? AccessOf(MethodDescriptor method) => method.GetOptions()?.GetExtension(AccessExtensions.Access);
}
