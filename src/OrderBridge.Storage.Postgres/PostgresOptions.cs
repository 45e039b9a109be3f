using System.ComponentModel.DataAnnotations;

namespace OrderBridge.Storage.Postgres;

/// <summary>How a hub works with its neighbours on one database.</summary>
public sealed class PostgresOptions
{
    /// <summary>How long a lease or a claimed timer outlives its owner. Default: 5 seconds; another hub takes over that long after a death.</summary>
    [Range(typeof(TimeSpan), "00:00:00.300", "00:10:00")]
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the journal is looked at when no notification comes. Default: 500 ms. Notifications make it a safety net.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a commit whose connection broke is asked after before its callers are told that its outcome is not known. Default: 15 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DoubtPatience { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Monthly partitions of the journal that stand ready beyond the present one. Default: 3.</summary>
    [Range(1, 120)]
    public int MonthsAhead { get; set; } = 3;

    /// <summary>Pause between two rounds of housekeeping: partitions, old request ids. Default: 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan HousekeepingInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Throws when a number is outside its range.</summary>
    /// <exception cref="ValidationException">Names the option and its range.</exception>
    public PostgresOptions Validated()
    {
        Validator.ValidateObject(this, new ValidationContext(this), validateAllProperties: true);
        return this;
    }
}
