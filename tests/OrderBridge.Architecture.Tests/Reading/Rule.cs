namespace OrderBridge.Architecture.Tests.Reading;

/// <summary>Fails with every offence on a line of its own.</summary>
internal static class Rule
{
    public static void HasNoOffence(IEnumerable<string> offences)
    {
        var found = offences.ToList();
        Assert.True(found.Count == 0, $"{found.Count} against the rule:\n{string.Join('\n', found)}");
    }
}
