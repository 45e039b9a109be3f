namespace OrderBridge.Wms.Tests.Running;

public sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("orderbridge-wms-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
