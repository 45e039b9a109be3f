using Microsoft.AspNetCore.Builder;

namespace OrderBridge.Adapters.Tests;

/// <summary>An adapter in this process; disposing stops it as SIGTERM would, which disposing the host alone does not.</summary>
internal sealed class RunningAdapter(WebApplication app) : IAsyncDisposable
{
    public IServiceProvider Services => app.Services;

    public ICollection<string> Urls => app.Urls;

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
