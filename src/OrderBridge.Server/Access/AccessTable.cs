using System.Collections.Frozen;
using Google.Protobuf.Reflection;
using OrderBridge.Contracts.Common.V1;
using OrderBridge.Server.Standard;

namespace OrderBridge.Server.Access;

/// <summary>Which role each RPC needs, read from the contracts themselves. A method without a rule stops the start of the hub.</summary>
public sealed class AccessTable
{
    private readonly FrozenDictionary<string, AccessRule> _rules;

    public AccessTable(IEnumerable<FileDescriptor> files)
    {
        _rules = files.SelectMany(f => f.Services).SelectMany(s => s.Methods).ToFrozenDictionary(m => $"/{m.Service.FullName}/{m.Name}", RuleOf, StringComparer.Ordinal);
    }

    /// <summary>Null for a method that is not of the contracts: nobody may call it.</summary>
    public AccessRule? Find(string method) => _rules.GetValueOrDefault(method);

    public IEnumerable<(string Method, AccessRule Rule)> All => _rules.Select(r => (r.Key, r.Value));

    private static AccessRule RuleOf(MethodDescriptor method)
    {
        if (ContractFiles.IsStandard(method.File))
        {
            return new AccessRule { Anonymous = true };
        }

        var rule = method.GetOptions()?.GetExtension(AccessExtensions.Access);
        return rule is { Roles.Count: > 0 } or { Anonymous: true }
            ? rule
            : throw new InvalidOperationException($"{method.FullName} names no role; give it the option (orderbridge.common.v1.access).");
    }
}
