using System.Net;
using System.Net.Sockets;

namespace OrderBridge.AdapterSdk.Running;

/// <summary>Looks whether an address is free before the host tries, which would say it with a stack trace.</summary>
internal static class ListenAddress
{
    /// <exception cref="SettingException">Another program listens there, or this one may not.</exception>
    public static void RequireFree(Uri address)
    {
        if (address.Port == 0 || IpOf(address.Host) is not { } ip)
        {
            return;
        }

        using var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(ip, address.Port));
        }
        catch (SocketException e)
        {
            throw new SettingException($"--listen {address.GetLeftPart(UriPartial.Authority)}: {e.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "another program listens there; choose another port, or 0 for any free one.",
                SocketError.AccessDenied => "this account may not listen there; choose a port above 1023.",
                _ => $"{e.Message}.",
            }}", e);
        }
    }

    /// <summary>Null for a name: the host finds out by itself.</summary>
    private static IPAddress? IpOf(string host) => host is "localhost" ? IPAddress.Loopback : IPAddress.TryParse(host.Trim('[', ']'), out var ip) ? ip : null;
}
