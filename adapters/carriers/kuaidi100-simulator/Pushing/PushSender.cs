using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using OrderBridge.Adapters.Kuaidi100.Receiving;

namespace OrderBridge.Kuaidi100Simulator.Pushing;

/// <summary>Posts pushes until they are accepted. Kuaidi100 itself gives up after four tries; a simulation wants its end.</summary>
public sealed partial class PushSender(
    HttpClient http, SimulatorSettings settings, TimeProvider timeProvider, ILogger<PushSender> logger) : IDisposable
{
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(10);
    private readonly SemaphoreSlim _slots = new(settings.Concurrency, settings.Concurrency);
    private long _accepted;
    private long _refused;

    /// <summary>Pushes that were accepted, repeats included.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Answers other than success.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    public async Task SendAsync(byte[] param, CancellationToken cancellationToken)
    {
        var pause = PauseMin;
        while (!await TrySendAsync(param, cancellationToken))
        {
            Interlocked.Increment(ref _refused);
            await Task.Delay(pause, timeProvider, cancellationToken);
            pause = pause * 2 < PauseMax ? pause * 2 : PauseMax;
        }

        Interlocked.Increment(ref _accepted);
    }

    public void Dispose() => _slots.Dispose();

    private async Task<bool> TrySendAsync(byte[] param, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        try
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["param"] = Encoding.UTF8.GetString(param),
                ["sign"] = PushSignature.Sign(param, settings.Salt),
            });
            using var response = await http.PostAsync(settings.PushUrl, form, cancellationToken);
            return await IsAcceptedAsync(response, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogNotSent(logger, e.GetType().Name);
            return false;
        }
        finally
        {
            _slots.Release();
        }
    }

    private static async Task<bool> IsAcceptedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            return false;
        }

        using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return answer.RootElement.TryGetProperty("result", out var result) && result.ValueKind is JsonValueKind.True;
    }

    [LoggerMessage(EventId = 8701, Level = LogLevel.Debug, Message = "The receiver did not take a push: {Why}")]
    private static partial void LogNotSent(ILogger logger, string why);
}
