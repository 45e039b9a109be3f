using System.Collections.Immutable;
using Google.Protobuf.Reflection;

namespace OrderBridge.Server.Standard;

/// <summary>Every contract file the hub serves, found in the generated assembly, and those of google.rpc that its errors use.</summary>
public static class ContractFiles
{
    /// <summary>Files with OrderBridge's and the gRPC project's services and messages.</summary>
    public static ImmutableArray<FileDescriptor> Served { get; } =
        [.. typeof(Contracts.Common.V1.Money).Assembly.GetExportedTypes()
            .Where(t => t.Name.EndsWith("Reflection", StringComparison.Ordinal) && t.GetProperty("Descriptor")?.PropertyType == typeof(FileDescriptor))
            .Select(t => (FileDescriptor)t.GetProperty("Descriptor")!.GetValue(null)!)
            .OrderBy(f => f.Name, StringComparer.Ordinal)];

    /// <summary>Messages inside <c>grpc-status-details-bin</c>, so that a client that knows only reflection can read errors.</summary>
    public static ImmutableArray<FileDescriptor> Errors { get; } =
        [Google.Rpc.StatusReflection.Descriptor, Google.Rpc.ErrorDetailsReflection.Descriptor];

    public static bool IsStandard(FileDescriptor file) => file.Package.StartsWith("grpc.", StringComparison.Ordinal);
}
