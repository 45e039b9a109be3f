using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;
using OrderBridge.Kernel.Deciding;

namespace OrderBridge.Server.Limiting;

/// <summary>The texts and lists of one kind of message with their limits, read from its descriptor once.</summary>
internal sealed class LimitPlan
{
    /// <summary>Violations that are named; a message of thousands of long texts is refused with the first.</summary>
    public const int ViolationsMax = 100;

    private static readonly ConcurrentDictionary<MessageDescriptor, LimitPlan> Plans = new();
    private readonly Step[] _steps;

    private LimitPlan(MessageDescriptor message) => _steps = [.. message.Fields.InDeclarationOrder().Where(IsLimited).Select(f => new Step(f))];

    /// <exception cref="InvalidOperationException">A field of it has no limit.</exception>
    public static LimitPlan Of(MessageDescriptor message) => Plans.GetOrAdd(message, static m => new LimitPlan(m));

    /// <summary>Allocates nothing: it runs on every message.</summary>
    public bool Holds(IMessage message)
    {
        foreach (var step in _steps)
        {
            if (!step.Holds(message))
            {
                return false;
            }
        }

        return true;
    }

    /// <param name="path">Of the message in the request, with a dot behind it; empty for the request itself.</param>
    public IEnumerable<FieldViolation> Violations(IMessage message, string path) => _steps.SelectMany(s => s.Violations(message, path));

    /// <summary>Messages of other packages, as times, are read by others.</summary>
    private static bool IsLimited(FieldDescriptor field) => !FieldLimits.IsElsewhere(field)
        && (field.IsRepeated || field.FieldType is FieldType.String || (field.FieldType is FieldType.Message && IsOurs(field)));

    private static bool IsOurs(FieldDescriptor field) => field.MessageType.File.Package.StartsWith("orderbridge.", StringComparison.Ordinal);

    /// <summary>One field.</summary>
    private sealed class Step
    {
        private readonly FieldDescriptor _field;
        private readonly int _entriesMax = int.MaxValue;
        private readonly int _textMax = int.MaxValue;
        private readonly int _keyMax;
        private readonly Lazy<LimitPlan>? _inner;

        public Step(FieldDescriptor field)
        {
            _field = field;
            _entriesMax = field.IsRepeated ? FieldLimits.EntriesMax(field) : int.MaxValue;
            if (field.IsMap)
            {
                (_keyMax, _textMax) = (FieldLimits.KeyMax(field), FieldLimits.ValueMax(field));
            }
            else if (field.FieldType is FieldType.String)
            {
                _textMax = FieldLimits.TextMax(field);
            }
            else if (field.FieldType is FieldType.Message)
            {
                _inner = new Lazy<LimitPlan>(() => Of(field.MessageType));
            }
        }

        public bool Holds(IMessage message) => _field.Accessor.GetValue(message) switch
        {
            string text => text.Length <= _textMax,
            IMessage inner => _inner!.Value.Holds(inner),
            MapField<string, string> map => map.Count <= _entriesMax && EachHolds(map),
            IList list => list.Count <= _entriesMax && EachHolds(list),
            _ => true,
        };

        public IEnumerable<FieldViolation> Violations(IMessage message, string path)
        {
            path += _field.Name;
            return _field.Accessor.GetValue(message) switch
            {
                string text => OfText(text, path, _textMax),
                IMessage inner => _inner!.Value.Violations(inner, path + "."),
                MapField<string, string> map => [.. OfCount(map.Count, path), .. OfEntries(map, path)],
                IList list => [.. OfCount(list.Count, path), .. OfEach(list, path)],
                _ => [],
            };
        }

        private static IEnumerable<FieldViolation> OfText(string text, string path, int max) => text.Length <= max ? [] :
            [new FieldViolation(path, RequestLimits.TextReason(path), string.Create(CultureInfo.InvariantCulture, $"Shorten it to {max:N0} characters; it has {text.Length:N0}."))];

        private bool EachHolds(MapField<string, string> map)
        {
            foreach (var (key, value) in map)
            {
                if (key.Length > _keyMax || value.Length > _textMax)
                {
                    return false;
                }
            }

            return true;
        }

        private bool EachHolds(IList list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                if (list[i] is string text ? text.Length > _textMax : list[i] is IMessage inner && !_inner!.Value.Holds(inner))
                {
                    return false;
                }
            }

            return true;
        }

        private IEnumerable<FieldViolation> OfCount(int count, string path) => count <= _entriesMax ? [] :
            [new FieldViolation(path, RequestLimits.CountReason(path), string.Create(CultureInfo.InvariantCulture, $"Send at most {_entriesMax:N0} entries; it has {count:N0}."))];

        /// <summary>Keys are the caller's words, so they are not repeated.</summary>
        private IEnumerable<FieldViolation> OfEntries(MapField<string, string> map, string path) => map.SelectMany(e =>
            OfText(e.Key, path + ".key", _keyMax).Concat(OfText(e.Value, path + ".value", _textMax)));

        private IEnumerable<FieldViolation> OfEach(IList list, string path)
        {
            for (var i = 0; i < list.Count; i++)
            {
                var at = string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]");
                foreach (var violation in list[i] is string text ? OfText(text, at, _textMax) : list[i] is IMessage inner ? _inner!.Value.Violations(inner, at + ".") : [])
                {
                    yield return violation;
                }
            }
        }
    }
}
