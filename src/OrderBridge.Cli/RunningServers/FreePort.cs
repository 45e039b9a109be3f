using System.Net;
using System.Net.Sockets;

namespace OrderBridge.Cli.RunningServers;

/// <summary>Ports of loopback for servers that cannot take port 0. Another program may take one before the server does: try again with the next.</summary>
internal static class FreePort
{
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A port whose neighbour at a distance is free too.</summary>
    public static int FindWith(int distance)
    {
        while (true)
        {
            var port = Find();
            if (IsFree(port + distance))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        if (port > IPEndPoint.MaxPort)
        {
            return false;
        }

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
