using System.Globalization;
using System.Net.Sockets;

namespace OrderBridge.Cli.CheckingServers;

/// <summary>A server somebody named.</summary>
internal readonly record struct ServerAddress(string Host, int Port)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Reads <c>host:port,host:port</c>; parts with an equals sign are options and left out.</summary>
    /// <exception cref="UsageException">There is no server in it.</exception>
    public static IReadOnlyList<ServerAddress> ReadAll(string option, string text, int defaultPort)
    {
        var servers = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(part => !part.Contains('=', StringComparison.Ordinal)).Select(part => Read(part, defaultPort)).ToArray();
        return servers.Length > 0 && servers.All(s => s is { Host.Length: > 0, Port: > 0 and < 65_536 })
            ? servers
            : throw new UsageException($"--{option} must be servers as host:port,host:port, not '{text}'.");
    }

    /// <exception cref="SocketException">Nobody listens there.</exception>
    /// <exception cref="TimeoutException">Nobody answers.</exception>
    public async Task<NetworkStream> ConnectAsync(TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(Host, Port, cancellationToken).AsTask().WaitAsync(Patience, timeProvider, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    private static ServerAddress Read(string text, int defaultPort)
    {
        var at = text.LastIndexOf(':');
        return at < 0 || text.EndsWith(']') ? new ServerAddress(text.Trim('[', ']'), defaultPort)
            : new ServerAddress(text[..at].Trim('[', ']'), int.TryParse(text[(at + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0);
    }
}
