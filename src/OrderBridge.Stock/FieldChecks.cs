using OrderBridge.Kernel.Deciding;

namespace OrderBridge.Stock;

/// <summary>Collects what is wrong with the fields of one call, so that the caller learns all of it at once.</summary>
/// <param name="reason">Reason of the refusal and of each violation.</param>
internal sealed class FieldChecks(string reason)
{
    /// <summary>Longest id; the columns that hold ids are as wide. Callers give at most 100 (the contract); the hub's own ids are made of theirs.</summary>
    public const int IdLengthMax = 128;

    private readonly ImmutableArray<FieldViolation>.Builder _violations = ImmutableArray.CreateBuilder<FieldViolation>();

    public Refusal? Refusal => _violations.Count == 0
        ? null
        : Kernel.Deciding.Refusal.Invalid(
            reason, $"{_violations.Count} field(s) are wrong; the first is {_violations[0].Field}: {_violations[0].Fix}", _violations.ToImmutable());

    public void Add(string field, string fix) => _violations.Add(new FieldViolation(field, reason, fix));

    public void Id(string field, string? id)
    {
        if (id is not { Length: > 0 and <= IdLengthMax })
        {
            Add(field, $"Give 1 to {IdLengthMax} characters.");
        }
    }

    public void Pieces(string field, long least, long most, long? value)
    {
        if (value < least || value > most)
        {
            Add(field, $"Give {least} to {most} pieces.");
        }
    }

    /// <summary>False, with a violation, when the list is empty or too long to look at.</summary>
    public bool Count<T>(string field, int most, ImmutableArray<T> items)
    {
        var isRight = !items.IsDefault && items.Length > 0 && items.Length <= most;
        if (!isRight)
        {
            Add(field, $"Give 1 to {most} entries.");
        }

        return isRight;
    }
}
