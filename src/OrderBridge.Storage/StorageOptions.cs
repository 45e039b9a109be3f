using System.ComponentModel.DataAnnotations;

namespace OrderBridge.Storage;

/// <summary>Sizes of the store. Each is a bound on memory or on waiting; the defaults suit one hub on two cores.</summary>
public sealed class StorageOptions
{
    /// <summary>Commits that may wait for the writer; one more is answered OVERLOADED. Default: 4096 (about 0.3 s of writing).</summary>
    [Range(1, 1_000_000)]
    public int QueueCapacity { get; set; } = 4096;

    /// <summary>Commits in one transaction at most. Default: 128; more gains little and lets the first of a batch wait longer.</summary>
    [Range(1, 4096)]
    public int BatchCommits { get; set; } = 128;

    /// <summary>Payload bytes in one transaction at most; a single larger commit still goes alone. Default: 8 MiB.</summary>
    [Range(64 * 1024, 256 * 1024 * 1024)]
    public int BatchBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Aggregates kept decoded in memory. Default: 100,000 (with all that hangs on them up to some 1 GB).</summary>
    [Range(0, 10_000_000)]
    public int CachedAggregates { get; set; } = 100_000;

    /// <summary>Versions and hashes of aggregates kept so that the next commit needs no seek. Default: 200,000 (about 30 MB).</summary>
    [Range(0, 10_000_000)]
    public int CachedHeads { get; set; } = 200_000;

    /// <summary>Newest journal records kept in memory for readers that follow closely. Default: 8192.</summary>
    [Range(0, 1_000_000)]
    public int TailRecords { get; set; } = 8192;

    /// <summary>How long the writer waits while another program, such as one that copies the file, has SQLite's write lock. Default: 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan LockPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a request id is recognised. Default: 7 days, as the contract promises.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan RequestRetention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Throws when a number is outside its range.</summary>
    /// <exception cref="ValidationException">Names the option and its range.</exception>
    public StorageOptions Validated()
    {
        Validator.ValidateObject(this, new ValidationContext(this), validateAllProperties: true);
        return this;
    }
}
