using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;

namespace OrderBridge.Orders;

/// <summary>Rules of orders that operators tune. A change takes effect for orders received after it: running clocks keep their length.</summary>
public sealed class OrderOptions : IValidatableObject
{
    /// <summary>How long an online order may stay unpaid. Range 1 minute to 30 days. Default 24 h (S1-3).</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan OnlinePayment { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long an order of a campaign may stay unpaid. Range 1 minute to 30 days. Default 30 min (S1-30).</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan PromotionPayment { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Campaigns with the short payment clock; empty means every order that names a campaign.</summary>
    public ImmutableHashSet<string> PromotionCampaigns { get; set; } = [];

    /// <summary>Share of the payment clock after which the buyer is reminded. Range 0.1 to 0.99. Default 0.8 (timer table, payment.online).</summary>
    [Range(0.1, 0.99)]
    public double PaymentReminderAt { get; set; } = 0.8;

    /// <summary>When a manual review is warned. Range 1 minute to 30 days. Default 1 h (S1-7).</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan ReviewWarning { get; set; } = TimeSpan.FromHours(1);

    /// <summary>When a manual review is breached. Range 1 minute to 30 days. Default 2 h (S1-7).</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan ReviewBreach { get; set; } = TimeSpan.FromHours(2);

    /// <summary>How much longer reviews may take at a peak. Range 1 to 24. Default 1 (A4).</summary>
    [Range(1.0, 24.0)]
    public double ReviewPeakFactor { get; set; } = 1;

    /// <summary>When a delivered order completes by itself. Range 1 hour to 365 days. Default 10 d (A5, an assumption of the requirements).</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan AutoConfirm { get; set; } = TimeSpan.FromDays(10);

    /// <summary>How long a warehouse may take to answer a cancellation. Range 10 s to 1 day. Default 10 min (O16).</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan CancelAnswer { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long an approved order may stay without work at a warehouse. Range 10 s to 1 day. Default 5 min (O5).</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan Routing { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an order waits for goods before somebody is told. Range 1 hour to 365 days. Default 30 d (an assumption).</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan StockPromise { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Total in minor units at which a person reviews the order (S2-4); 0 switches the rule off. Default 1,000,000 (10,000.00; an assumption).</summary>
    [Range(0, long.MaxValue)]
    public long LargeAmountMinorUnits { get; set; } = 1_000_000;

    /// <summary>Whether presale, custom-made and cross-border goods go to review (S2-4). Default true.</summary>
    public bool ReviewSpecialGoods { get; set; } = true;

    /// <summary>Whether a buyer's remark sends the order to review (旺店通's rule of the same name). Default false.</summary>
    public bool ReviewRemarks { get; set; }

    /// <summary>
    /// Whether an order goes to review whose total differs by more than <see cref="TotalTolerance"/> from what its lines and charges add up to. Default false: many
    /// channels do not send every charge, and the difference is shown and counted in any case (decision 0022).
    /// </summary>
    public bool ReviewTotalDifference { get; set; }

    /// <summary>Share of the total that may be unexplained before <see cref="ReviewTotalDifference"/> asks a person. Range 0 to 1. Default 0.01 (an assumption).</summary>
    [Range(0.0, 1.0)]
    public double TotalTolerance { get; set; } = 0.01;

    /// <summary>Phone hashes that are intercepted (S1-28): 64 lower-case hexadecimal digits, as <see cref="Kernel.Parties.Party.HashOf"/> makes them.</summary>
    public ImmutableHashSet<string> BlacklistedPhoneHashes { get; set; } = [];

    /// <summary>Whether a payment that comes after cancellation revives the order when stock is there (O20). Default true.</summary>
    public bool ReviveOnLatePayment { get; set; } = true;

    /// <summary>Whether Chinese mobile numbers are checked against the numbering plan (S0-2, A9). Default true.</summary>
    public bool CheckChinesePhones { get; set; } = true;

    /// <summary>A hash that no phone can have would let a buyer pass whom somebody meant to stop.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => BlacklistedPhoneHashes
        .Where(hash => hash.Length != 64 || !hash.All(char.IsAsciiHexDigitLower))
        .Select(hash => new ValidationResult(
            $"{nameof(BlacklistedPhoneHashes)} has '{hash}', which is no hash of a phone: give 64 lower-case hexadecimal digits (docs/operations.md).", [nameof(BlacklistedPhoneHashes)]));
}
