using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OrderBridge.AdapterSdk.Spooling;

namespace OrderBridge.Adapters.Tests;

/// <summary>An adapter in this process; disposing stops it as SIGTERM would, which disposing the host alone does not.</summary>
internal sealed class RunningAdapter(WebApplication app) : IAsyncDisposable
{
    public IServiceProvider Services => app.Services;

    public ICollection<string> Urls => app.Urls;

    /// <summary>Completes when everything it took is dealt with.</summary>
    public Task DrainedAsync() => Services.GetRequiredService<Spool>().WhenDrainedAsync().WaitAsync(TimeSpan.FromSeconds(180));

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
