using Google.Protobuf;

namespace OrderBridge.EndToEnd.Tracing;

/// <summary>A span as a collector gets it; ids in lower hex, the parent's empty for a root.</summary>
internal sealed record CollectedSpan(string Service, string Name, string TraceId, string SpanId, string ParentId)
{
    /// <summary>Reads an ExportTraceServiceRequest; the field numbers are those of opentelemetry/proto/trace/v1/trace.proto.</summary>
    public static IEnumerable<CollectedSpan> ReadAll(byte[] request) =>
        from resourceSpans in Fields(request, 1)
        let service = Fields(resourceSpans, 1).SelectMany(resource => Fields(resource, 1)).Where(a => Text(a, 1) == "service.name").Select(ValueOf).FirstOrDefault("")
        from scopeSpans in Fields(resourceSpans, 2)
        from span in Fields(scopeSpans, 2)
        select new CollectedSpan(service, Text(span, 5), Hex(span, 1), Hex(span, 2), Hex(span, 4));

    private static string ValueOf(byte[] attribute) => Fields(attribute, 2).Select(value => Text(value, 1)).FirstOrDefault("");

    private static string Text(byte[] message, int number) => System.Text.Encoding.UTF8.GetString(Fields(message, number).FirstOrDefault([]));

    private static string Hex(byte[] message, int number) => Convert.ToHexStringLower(Fields(message, number).FirstOrDefault([]));

    /// <summary>The contents of a field that is bytes, text or a message.</summary>
    private static List<byte[]> Fields(byte[] message, int number)
    {
        var found = new List<byte[]>();
        using var input = new CodedInputStream(message);
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (tag == WireFormat.MakeTag(number, WireFormat.WireType.LengthDelimited))
            {
                found.Add(input.ReadBytes().ToByteArray());
            }
            else
            {
                input.SkipLastField();
            }
        }

        return found;
    }
}
