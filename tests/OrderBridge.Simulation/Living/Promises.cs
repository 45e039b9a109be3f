namespace OrderBridge.Simulation.Living;

/// <summary>What the hub has acknowledged and must never lose.</summary>
internal sealed class Promises
{
    private readonly List<(string What, Func<HubProcess, ValueTask<bool>> IsKept)> _given = [];

    public int Count => _given.Count;

    public void Add(string what, Func<HubProcess, ValueTask<bool>> isKept) => _given.Add((what, isKept));

    public async Task<IReadOnlyList<string>> BrokenAsync(HubProcess process)
    {
        var broken = new List<string>();
        foreach (var (what, isKept) in _given)
        {
            if (!await isKept(process))
            {
                broken.Add($"Acknowledged and lost: {what}.");
            }
        }

        return broken;
    }
}
