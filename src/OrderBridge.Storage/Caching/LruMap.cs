using System.Diagnostics.CodeAnalysis;

namespace OrderBridge.Storage.Caching;

/// <summary>A bounded map that forgets what was used longest ago. Not thread-safe.</summary>
public sealed class LruMap<TValue>(int capacity)
{
    private readonly Dictionary<string, LinkedListNode<KeyValuePair<string, TValue>>> _nodes = new(StringComparer.Ordinal);
    private readonly LinkedList<KeyValuePair<string, TValue>> _byUse = new();

    public int Count => _nodes.Count;

    public bool TryGet(string key, [MaybeNullWhen(false)] out TValue value)
    {
        if (!_nodes.TryGetValue(key, out var node))
        {
            value = default;
            return false;
        }

        _byUse.Remove(node);
        _byUse.AddFirst(node);
        value = node.Value.Value;
        return true;
    }

    public void Set(string key, TValue value)
    {
        Remove(key);
        if (capacity == 0)
        {
            return;
        }

        if (_nodes.Count >= capacity && _byUse.Last is { } oldest)
        {
            Remove(oldest.Value.Key);
        }

        _nodes[key] = _byUse.AddFirst(KeyValuePair.Create(key, value));
    }

    public void Remove(string key)
    {
        if (_nodes.Remove(key, out var node))
        {
            _byUse.Remove(node);
        }
    }
}
