using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using OrderBridge.Contracts.Fulfilment.V1;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Server.Calling;
using OrderBridge.Server.Limiting;

namespace OrderBridge.Server.Tests.Limiting;

/// <summary>No text and no list of a request without a limit, none that is not checked, and none of which the contract says something else.</summary>
public sealed class FieldLimitTests
{
    private const int RawMax = 1024 * 1024;

    private static IEnumerable<FieldDescriptor> Limited => RequestMessages.All.SelectMany(m => m.Fields.InDeclarationOrder())
        .Where(f => (f.IsRepeated || f.FieldType is FieldType.String) && !FieldLimits.IsElsewhere(f));

    [Fact]
    public void Every_text_and_every_list_of_a_request_has_a_limit()
    {
        Assert.True(Limited.Count() > 150, "The walk found too little.");
        Assert.All(Limited, f => Assert.All(LimitsOf(f), max => Assert.True(max > 0)));
    }

    [Fact]
    public void Only_a_trace_context_may_be_of_any_length() =>
        Assert.Equal(["trace_parent"], Limited.Where(f => LimitsOf(f).Contains(FieldLimits.Unlimited)).Select(f => f.Name).Distinct());

    [Fact]
    public void Comments_of_the_contract_name_the_same_numbers()
    {
        var silent = Limited.Where(f => LimitsOf(f).Any(max => max != FieldLimits.Unlimited && !Names(f, max))).Select(f => f.FullName);
        Assert.Empty(silent);
    }

    [Fact]
    public void A_text_as_long_as_it_may_be_is_taken_and_a_longer_one_is_refused_by_its_name()
    {
        foreach (var field in Limited.Where(f => f.FieldType is FieldType.String && FieldLimits.TextMax(f) != FieldLimits.Unlimited))
        {
            var max = FieldLimits.TextMax(field);
            Assert.Null(RequestLimits.Check(With(field, new string('x', max))));
            var violation = Assert.Single(RequestLimits.Check(With(field, new string('x', max + 1)))!.Violations);
            Assert.Equal((field.IsRepeated ? field.Name + "[0]" : field.Name, "FIELD_INVALID"), (violation.Field, violation.Reason));
            Assert.Contains(max.ToString("N0", CultureInfo.InvariantCulture), violation.Fix, StringComparison.Ordinal);
            Assert.Contains((max + 1).ToString("N0", CultureInfo.InvariantCulture), violation.Fix, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_list_as_long_as_it_may_be_is_taken_and_a_longer_one_is_refused_by_its_name()
    {
        foreach (var field in Limited.Where(f => f.IsRepeated && !f.IsMap))
        {
            var max = FieldLimits.EntriesMax(field);
            Assert.Null(RequestLimits.Check(Filled(field, max)));
            Assert.Equal(field.Name, Assert.Single(RequestLimits.Check(Filled(field, max + 1))!.Violations).Field);
        }
    }

    [Fact]
    public void What_is_inside_is_named_by_its_place()
    {
        var request = new ReportFulfilmentProgressRequest { Packages = { new Package(), new Package { Lines = { new PackageLine { SerialNumbers = { "ok", new string('s', 101) } } } } } };
        Assert.Equal("packages[1].lines[0].serial_numbers[1]", Assert.Single(RequestLimits.Check(request)!.Violations).Field);
    }

    [Fact]
    public void Of_an_order_texts_keys_and_values_are_judged_and_its_identity_is_not()
    {
        var order = new ChannelOrder
        {
            ChannelId = new string('c', 51), ShopId = new string('s', 101), ChannelOrderId = new string('o', 101),
            Attributes = { [new string('k', 65)] = "short", ["key"] = new string('v', 1001) },
            Lines = { new ChannelOrderLine { Name = new string('n', 501) } },
        };
        var wrong = RequestLimits.OfOrder(order);
        Assert.Equal(["order.attributes.key", "order.attributes.value", "order.lines[0].name"], wrong.Select(v => v.Field).Order());
        Assert.All(wrong, v => Assert.Equal("TEXT_TOO_LONG", v.Reason));

        order.Attributes.Clear();
        order.Attributes.Add(Enumerable.Range(0, 101).ToDictionary(i => $"k{i}", _ => "v"));
        order.Lines[0].Name = "short";
        Assert.Equal(("order.attributes", "FIELD_INVALID"), RequestLimits.OfOrder(order).Select(v => (v.Field, v.Reason)).Single());
    }

    [Fact]
    public void A_refusal_names_no_more_than_a_hundred_and_never_the_text()
    {
        var request = new RecordTrackingEventsRequest();
        request.Events.Add(Enumerable.Range(0, 500).Select(_ => new TrackingEvent { Description = new string('私', 2001) }));
        var refusal = RequestLimits.Check(request)!;
        Assert.Equal(100, refusal.Violations.Length);
        Assert.DoesNotContain("私", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>A warehouse's report has lists in lists in lists; one that is larger is sent in parts.</summary>
    [Fact]
    public void The_largest_request_fits_into_a_message()
    {
        var sizes = RequestMessages.Requests.Where(m => m.Name != nameof(ReportFulfilmentProgressRequest)).ToDictionary(m => m.Name, BytesMax);
        Assert.All(sizes, s => Assert.True(s.Value < MessageSize.BytesMax / 2, $"{s.Key} may have {s.Value:N0} bytes."));
        Assert.InRange(sizes[nameof(IngestOrdersRequest)], 5 * RawMax, 7 * RawMax); // As the constant's comment says; larger than gRPC's usual 4 MiB.
    }

    private static int[] LimitsOf(FieldDescriptor field) => field switch
    {
        { IsMap: true } => [FieldLimits.EntriesMax(field), FieldLimits.KeyMax(field), FieldLimits.ValueMax(field)],
        { IsRepeated: true, FieldType: FieldType.String } => [FieldLimits.EntriesMax(field), FieldLimits.TextMax(field)],
        { IsRepeated: true } => [FieldLimits.EntriesMax(field)],
        _ => [FieldLimits.TextMax(field)],
    };

    private static bool Names(FieldDescriptor field, int max)
    {
        var number = Regex.Escape(max.ToString("N0", CultureInfo.InvariantCulture)) + (field.IsRepeated ? @"(?![\d,]*\d)" : " characters");
        return Regex.IsMatch(RequestMessages.Comments.GetValueOrDefault(field.FullName, string.Empty), @"(?<![\d,])" + number);
    }

    private static IMessage New(MessageDescriptor message) => (IMessage)Activator.CreateInstance(message.ClrType)!;

    private static IMessage With(FieldDescriptor field, string text)
    {
        var message = New(field.ContainingType);
        if (field.IsRepeated)
        {
            ((IList)field.Accessor.GetValue(message)).Add(text);
        }
        else
        {
            field.Accessor.SetValue(message, text);
        }

        return message;
    }

    private static IMessage Filled(FieldDescriptor field, int count)
    {
        var message = New(field.ContainingType);
        var list = (IList)field.Accessor.GetValue(message);
        for (var i = 0; i < count; i++)
        {
            list.Add(field.FieldType switch
            {
                FieldType.String => "x",
                FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, 0),
                _ => New(field.MessageType),
            });
        }

        return message;
    }

    /// <summary>A UTF-16 character has at most 3 bytes of UTF-8; a number, a tag or a length at most 10.</summary>
    private static long BytesMax(MessageDescriptor message) => message.Fields.InDeclarationOrder().Sum(f => f switch
    {
        { IsMap: true } => FieldLimits.EntriesMax(f) * (20 + (3L * (FieldLimits.KeyMax(f) + FieldLimits.ValueMax(f)))),
        { IsRepeated: true } => FieldLimits.EntriesMax(f) * One(f),
        _ => One(f),
    });

    private static long One(FieldDescriptor field) => 10 + field.FieldType switch
    {
        FieldType.String => FieldLimits.TextMax(field) is var max && max == FieldLimits.Unlimited ? 100 : 3L * max,
        FieldType.Bytes => RawMax,
        FieldType.Message when field.MessageType.File.Package.StartsWith("orderbridge.", StringComparison.Ordinal) => BytesMax(field.MessageType),
        FieldType.Message => 30,
        _ => 10,
    };
}
