using System.Collections.Immutable;
using OrderBridge.Contracts.Orders.V1;
using OrderBridge.Kernel.Wording;

namespace OrderBridge.Adapters.Shopify.Mapping;

/// <summary>
/// What the contract takes of recipient and address. Longer texts stop the order with the fix; of an order that is cancelled they are cut,
/// because nothing is sent there and the cancellation must get through.
/// </summary>
internal static class AddressLimits
{
    private static readonly ImmutableArray<(string Name, int Length, Func<ChannelOrder, string> Read, Action<ChannelOrder, string> Write)> Fields =
    [
        ("name", 200, order => order.Recipient.Name, (order, text) => order.Recipient.Name = text),
        ("province", 100, order => order.ShippingAddress.Province, (order, text) => order.ShippingAddress.Province = text),
        ("city", 100, order => order.ShippingAddress.City, (order, text) => order.ShippingAddress.City = text),
        ("company, address1 and address2 together", 500, order => order.ShippingAddress.Street, (order, text) => order.ShippingAddress.Street = text),
        ("zip", 20, order => order.ShippingAddress.PostalCode, (order, text) => order.ShippingAddress.PostalCode = text),
    ];

    /// <param name="source">Which address of the order it is, such as shipping_address.</param>
    public static void Apply(ChannelOrder mapped, string source, List<MappingProblem> problems)
    {
        foreach (var (name, length, read, write) in Fields.Where(field => field.Read(mapped).Length > field.Length))
        {
            if (mapped.CancelTime is null)
            {
                problems.Add(new MappingProblem(source, "ADDRESS_TOO_LONG", $"{source}: {name} may have {length} characters and has {read(mapped).Length}; shorten it in the shop, orders/updated brings the order back."));
            }

            write(mapped, read(mapped).Cut(length));
        }
    }
}
