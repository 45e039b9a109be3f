using System.Buffers;
using System.Text;

namespace Grpc.Core;

public sealed partial class Metadata
{
    /// <summary>One key with text or, where the key ends with <c>-bin</c>, with bytes. Keys are kept in lower case, as HTTP/2 wants them.</summary>
    public class Entry
    {
        private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

        private readonly string? _text;
        private readonly byte[]? _bytes;

        public Entry(string key, byte[] valueBytes)
        {
            ArgumentNullException.ThrowIfNull(valueBytes);
            Key = Normalise(key, mustBeBinary: true);
            _bytes = (byte[])valueBytes.Clone();
        }

        public Entry(string key, string value)
        {
            ArgumentNullException.ThrowIfNull(value);
            Key = Normalise(key, mustBeBinary: false);
            _text = value;
        }

        public string Key { get; }

        public bool IsBinary => _bytes is not null;

        public string Value => _text ?? Encoding.ASCII.GetString(_bytes!);

        /// <summary>A copy each time: the entry itself never changes.</summary>
        public byte[] ValueBytes => _text is null ? (byte[])_bytes!.Clone() : Encoding.ASCII.GetBytes(_text);

        public override string ToString() => IsBinary
            ? $"[Entry: key={Key}, valueBytes={Convert.ToBase64String(_bytes!)}]"
            : $"[Entry: key={Key}, value={_text}]";

        private static string Normalise(string key, bool mustBeBinary)
        {
            ArgumentNullException.ThrowIfNull(key);
            var lower = key.ToLowerInvariant();
            if (lower.AsSpan().ContainsAnyExcept(KeyCharacters))
            {
                throw new ArgumentException($"Metadata key '{key}' has characters other than a-z, 0-9, '-', '_' and '.'.", nameof(key));
            }

            return lower.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal) == mustBeBinary
                ? lower
                : throw new ArgumentException($"Bytes need a key that ends with '{BinaryHeaderSuffix}', text needs one that does not.", nameof(key));
        }
    }
}
