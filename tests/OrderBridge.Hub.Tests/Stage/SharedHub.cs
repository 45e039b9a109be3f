namespace OrderBridge.Hub.Tests.Stage;

/// <summary>One hub for the tests of a class; each test has ids of its own.</summary>
public sealed class SharedHub : IAsyncLifetime
{
    public RunningHub Hub { get; private set; } = null!;

    public async Task InitializeAsync() => Hub = await RunningHub.StartAsync();

    public async Task DisposeAsync() => await Hub.DisposeAsync();
}
