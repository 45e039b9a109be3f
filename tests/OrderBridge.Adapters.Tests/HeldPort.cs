using System.Net;
using System.Net.Sockets;

namespace OrderBridge.Adapters.Tests;

/// <summary>
/// A port of loopback for a server that goes and comes back. Bound here and never listened at, it is given to nobody else meanwhile; the server may bind it as well, and
/// while it is away connections are refused.
/// </summary>
/// <remarks>Other systems than Linux would refuse the server then; there it is a port that was free, and may be taken.</remarks>
internal sealed class HeldPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public HeldPort()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Number = ((IPEndPoint)_socket.LocalEndPoint!).Port;
        if (!OperatingSystem.IsLinux())
        {
            _socket.Dispose();
        }
    }

    public int Number { get; }

    public void Dispose() => _socket.Dispose();
}
