namespace OrderBridge.Cli.RunningProcesses;

/// <summary>A folder of one run: data, keys, logs. Readable by the owner alone; removed at the end unless it is to be kept.</summary>
internal sealed class RunDirectory : IDisposable
{
    public RunDirectory()
    {
        Root = Directory.CreateTempSubdirectory("orderbridge-demo-").FullName; // Mode 700.
        Logs = Directory.CreateDirectory(Path.Combine(Root, "logs")).FullName;
    }

    public string Root { get; }

    public string Logs { get; }

    /// <summary>True leaves the folder where it is.</summary>
    public bool Keep { get; set; }

    /// <summary>A path in the folder.</summary>
    public string At(string name) => Path.Combine(Root, name);

    public void Dispose()
    {
        if (!Keep)
        {
            Directory.Delete(Root, recursive: true);
        }
    }
}
