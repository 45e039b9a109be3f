using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace OrderBridge.Cli.CheckingServers;

/// <summary>A short visit to Redis: whether it answers, and at the end to take the demo's keys away. The hubs do all else.</summary>
internal sealed class RedisVisit(string servers, TimeProvider timeProvider)
{
    private const int DefaultPort = 6379;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly IReadOnlyList<ServerAddress> _addresses = ServerAddress.ReadAll("redis", servers, DefaultPort);
    private readonly Dictionary<string, string> _options = servers.Split(',', StringSplitOptions.TrimEntries)
        .Select(part => part.Split('=', 2)).Where(part => part.Length == 2).GroupBy(part => part[0], StringComparer.OrdinalIgnoreCase)
        .ToDictionary(g => g.Key, g => g.First()[1], StringComparer.OrdinalIgnoreCase);

    /// <exception cref="UsageException">None of the servers answers as Redis does.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var trouble = string.Empty;
        foreach (var address in _addresses)
        {
            try
            {
                var answer = (await SayAsync(address, [["PING"]], cancellationToken))[0];
                if (answer == "+PONG")
                {
                    return;
                }

                trouble = answer.StartsWith('-') ? $"{address} answers {answer[1..]}" : $"{address} does not answer as Redis does.";
            }
            catch (Exception e) when (e is IOException or SocketException or TimeoutException)
            {
                trouble = $"{address} cannot be reached: {e.Message}";
            }
        }

        throw new UsageException($"--redis {trouble}");
    }

    /// <summary>Removes keys where they are: in a cluster, each server refuses those of others.</summary>
    /// <exception cref="IOException">A server does not answer.</exception>
    /// <exception cref="SocketException">It is away.</exception>
    /// <exception cref="TimeoutException">It is silent.</exception>
    public async Task RemoveAsync(IReadOnlyList<string> keys)
    {
        foreach (var address in _addresses)
        {
            await SayAsync(address, [.. keys.Select(key => new[] { "DEL", key })], CancellationToken.None);
        }
    }

    private async Task<string[]> SayAsync(ServerAddress address, IReadOnlyList<string[]> commands, CancellationToken cancellationToken)
    {
        await using var plain = await address.ConnectAsync(timeProvider, cancellationToken);
        await using var stream = await SecuredAsync(plain, address, cancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        if (_options.TryGetValue("password", out var password))
        {
            await SayAsync(stream, reader, _options.TryGetValue("user", out var user) ? ["AUTH", user, password] : ["AUTH", password], cancellationToken);
        }

        var answers = new string[commands.Count];
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = await SayAsync(stream, reader, commands[i], cancellationToken);
        }

        return answers;
    }

    private async Task<Stream> SecuredAsync(Stream plain, ServerAddress address, CancellationToken cancellationToken)
    {
        if (!_options.TryGetValue("ssl", out var ssl) || !bool.TryParse(ssl, out var isOn) || !isOn)
        {
            return plain;
        }

        var secured = new SslStream(plain, leaveInnerStreamOpen: true);
        var target = new SslClientAuthenticationOptions { TargetHost = _options.GetValueOrDefault("sslHost", address.Host) };
        try
        {
            await secured.AuthenticateAsClientAsync(target, cancellationToken);
            return secured;
        }
        catch (System.Security.Authentication.AuthenticationException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <returns>The first line of the answer with its first character: + yes, - no, : a number.</returns>
    private async Task<string> SayAsync(Stream stream, StreamReader reader, string[] command, CancellationToken cancellationToken)
    {
        var text = new StringBuilder().Append('*').Append(command.Length).Append("\r\n");
        foreach (var part in command)
        {
            text.Append('$').Append(Encoding.UTF8.GetByteCount(part)).Append("\r\n").Append(part).Append("\r\n");
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
        return await reader.ReadLineAsync(cancellationToken).AsTask().WaitAsync(Patience, timeProvider, cancellationToken)
            ?? throw new IOException("The connection was closed.");
    }
}
