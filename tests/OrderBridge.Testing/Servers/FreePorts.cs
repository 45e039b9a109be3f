using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace OrderBridge.Testing.Servers;

/// <summary>
/// Ports of loopback for servers that bind them later, and once more after a crash. They lie below those that the kernel gives to whoever asks for any port
/// (32768 and up): a connection of another program takes none of them meanwhile, and a client that calls a dead server cannot end up calling itself.
/// Safe for concurrent callers.
/// </summary>
public static class FreePorts
{
    private const int First = 10_000;
    private const int Last = 30_000;

    private static readonly ConcurrentDictionary<int, byte> Given = new();

    /// <summary>One that is free now, and was given to nobody else in this process.</summary>
    public static int Next() => NextWith();

    /// <param name="more">Other ports that must be free too, as distances.</param>
    public static int NextWith(params int[] more)
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last);
            if (more.Append(0).All(distance => IsFree(port + distance)) && Given.TryAdd(port, 0))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
