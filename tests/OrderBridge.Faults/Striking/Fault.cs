namespace OrderBridge.Faults.Striking;

/// <summary>Something that goes wrong, and how it ends.</summary>
/// <param name="Name">For people, with the place.</param>
internal sealed record Fault(string Name, Func<Task> StrikeAsync, Func<Task> EndAsync)
{
    /// <summary>Strikes, and ends whatever comes.</summary>
    public async Task DuringAsync(Func<Task> meanwhile)
    {
        await StrikeAsync();
        try
        {
            await meanwhile();
        }
        finally
        {
            await EndAsync();
        }
    }

    public static Fault Of(string name, Action strike, Action end) => new(
        name,
        () =>
        {
            strike();
            return Task.CompletedTask;
        },
        () =>
        {
            end();
            return Task.CompletedTask;
        });

    /// <summary>One that is over at once.</summary>
    public static Fault Of(string name, Func<Task> strike) => new(name, strike, () => Task.CompletedTask);
}
