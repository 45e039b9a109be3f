using System.Net.Sockets;

namespace OrderBridge.Testing.Servers;

/// <summary>A connection of a client and the one to the server that belongs to it.</summary>
internal sealed class WirePair(Socket client) : IDisposable
{
    private readonly CancellationTokenSource _broken = new();

    public Socket Client { get; } = WithoutDelay(client);

    public Socket Server { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public CancellationToken Broken => _broken.Token;

    /// <summary>Bytes of it were swallowed: what would follow makes no sense to its ends.</summary>
    public bool HasLost { get; set; }

    /// <summary>Both ends hear of it at once: reset, not closed.</summary>
    public void Break() => _broken.Cancel();

    public void Dispose()
    {
        var reset = _broken.IsCancellationRequested;
        Close(Client, reset);
        Close(Server, reset);
    }

    private static Socket WithoutDelay(Socket socket)
    {
        socket.NoDelay = true;
        return socket;
    }

    private static void Close(Socket socket, bool reset)
    {
        if (reset)
        {
            socket.LingerState = new LingerOption(true, 0);
        }

        socket.Dispose();
    }
}
