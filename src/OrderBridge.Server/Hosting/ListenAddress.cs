using System.Net;
using System.Net.Sockets;

namespace OrderBridge.Server.Hosting;

/// <summary>Looks whether an address is free before the host tries, which would say it with a stack trace.</summary>
internal static class ListenAddress
{
    /// <exception cref="ArgumentException">Another program listens there, or this one may not.</exception>
    public static void RequireFree(HubSettings settings)
    {
        RequireFree("listen", settings.Listen);
        if (settings.Metrics is { } metrics)
        {
            RequireFree("metrics", metrics);
        }
    }

    private static void RequireFree(string option, IPEndPoint address)
    {
        if (address.Port == 0)
        {
            return;
        }

        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(address);
        }
        catch (SocketException e)
        {
            var why = e.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "another program listens there; choose another port, or 0 for any free one",
                SocketError.AccessDenied => "this account may not listen there; choose a port above 1023",
                _ => e.Message,
            };
            throw new ArgumentException($"--{option} http://{address}: {why}.", e);
        }
    }
}
