using System.Collections.Frozen;
using Google.Protobuf.Reflection;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Server.Standard;
using static Google.Protobuf.Reflection.MethodOptions.Types;

namespace OrderBridge.Server.Overload;

/// <summary>
/// The RPCs that take a place among the commands, read from the contracts themselves: each that is one call and does not declare that it has no side effects.
/// Intake has places of its own, and streams take one for each of their messages.
/// </summary>
public sealed class CommandTable(IEnumerable<FileDescriptor> files)
{
    private static readonly MethodDescriptor Intake = OrderService.Descriptor.FindMethodByName("IngestOrder");

    private readonly FrozenSet<string> _methods = files.Where(f => !ContractFiles.IsStandard(f)).SelectMany(f => f.Services).SelectMany(s => s.Methods)
        .Where(IsCommand).Select(m => $"/{m.Service.FullName}/{m.Name}").ToFrozenSet(StringComparer.Ordinal);

    /// <param name="method">Such as /orderbridge.stock.v1.StockService/AdjustStock.</param>
    public bool Has(string method) => _methods.Contains(method);

    private static bool IsCommand(MethodDescriptor method) =>
        method is { IsClientStreaming: false, IsServerStreaming: false }
        && method.FullName != Intake.FullName
        && method.GetOptions()?.IdempotencyLevel is not IdempotencyLevel.NoSideEffects;
}
