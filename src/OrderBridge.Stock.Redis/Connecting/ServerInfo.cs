namespace OrderBridge.Stock.Redis.Connecting;

/// <summary>Reads the answer to INFO.</summary>
internal static class ServerInfo
{
    /// <summary>The run id of a master that can be written to; null for a replica and for what cannot be read.</summary>
    public static string? MasterRunId(string info)
    {
        string? runId = null;
        var isMaster = false;
        foreach (var line in info.AsSpan().EnumerateLines())
        {
            if (line.StartsWith("run_id:", StringComparison.Ordinal))
            {
                runId = line[7..].Trim().ToString();
            }
            else if (line.StartsWith("role:", StringComparison.Ordinal))
            {
                isMaster = line[5..].Trim() is "master";
            }
        }

        return isMaster ? runId : null;
    }
}
