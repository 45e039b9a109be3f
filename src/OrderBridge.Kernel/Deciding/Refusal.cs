using System.Collections.Immutable;

namespace OrderBridge.Kernel.Deciding;

/// <summary>What sort of "no" it is; the gRPC status follows from it.</summary>
public enum RefusalKind
{
    /// <summary>The input is wrong whatever the state; the caller corrects it.</summary>
    InvalidArgument = 0,

    /// <summary>The state does not allow it now.</summary>
    WrongState = 1,

    /// <summary>The named thing does not exist.</summary>
    NotFound = 2,

    /// <summary>Somebody else changed it meanwhile; read again and repeat.</summary>
    Aborted = 3,

    /// <summary>Too much is under way; repeat after the given delay.</summary>
    Overloaded = 4,

    /// <summary>A part that is needed is away; repeat after the given delay.</summary>
    Unavailable = 5,

    /// <summary>The caller may not do this.</summary>
    Forbidden = 6,
}

/// <summary>One field that is wrong, and what to do about it.</summary>
/// <param name="Field">Path in the request, as in <c>order.lines[2].quantity</c>.</param>
/// <param name="Reason">Upper snake case; a value of the contract's error reasons.</param>
/// <param name="Fix">A sentence that says what is wrong and how to correct it. No personal data.</param>
public sealed record FieldViolation(string Field, string Reason, string Fix);

/// <summary>A "no" with its reason. A value, never an exception: a refusal is an ordinary answer.</summary>
/// <param name="Kind">Sort of refusal.</param>
/// <param name="Reason">Upper snake case, 63 characters at most; the name of a value of the contract's error reasons.</param>
/// <param name="Message">A sentence for people that names the fix. No personal data.</param>
public sealed record Refusal(RefusalKind Kind, string Reason, string Message)
{
    public ImmutableArray<FieldViolation> Violations { get; init; } = [];

    /// <summary>Facts for programs, such as <c>state</c> or <c>available</c>; keys lower snake case.</summary>
    public ImmutableDictionary<string, string> Facts { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>When to try again; null when repeating cannot help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static Refusal Invalid(string reason, string message, params ImmutableArray<FieldViolation> violations) =>
        new(RefusalKind.InvalidArgument, reason, message) { Violations = violations };

    /// <summary>One field is wrong; the sentence is its fix.</summary>
    public static Refusal InvalidField(string field, string reason, string fix) => Invalid(reason, fix, new FieldViolation(field, reason, fix));

    public static Refusal State(string reason, string message) => new(RefusalKind.WrongState, reason, message);

    public static Refusal Missing(string reason, string message) => new(RefusalKind.NotFound, reason, message);

    public Refusal With(string key, string value) => this with { Facts = Facts.SetItem(key, value) };
}
