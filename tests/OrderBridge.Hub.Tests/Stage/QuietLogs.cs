using Microsoft.Extensions.Logging;

namespace OrderBridge.Hub.Tests.Stage;

/// <summary>Logs that are on and go nowhere. Off, they would change the hub: ASP.NET Core begins an activity for a request only when somebody could see it.</summary>
internal sealed class QuietLogs : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    /// <summary>Formats, because a template that does not fit its values throws only then.</summary>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _ = formatter(state, exception);

    public void Dispose()
    {
        // Nothing to give back.
    }
}
