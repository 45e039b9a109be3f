using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OrderBridge.Postgres.Tests.Servers;

/// <summary>When a wire breaks.</summary>
public enum Cut
{
    Never = 0,
    BeforeCommit = 1,
    AfterCommit = 2,

    /// <summary>What came before the word has arrived, and then nothing moves any more; both ends believe that the wire stands.</summary>
    Freeze = 3,
}

/// <summary>A wire to the server that breaks on purpose, once: before the word COMMIT arrives, or after it was obeyed and before the answer comes back.</summary>
internal sealed class CuttingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _serverPort;
    private int _cut;

    public CuttingProxy(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections that were cut.</summary>
    public int Cuts { get; private set; }

    public void CutNext(Cut cut) => Interlocked.Exchange(ref _cut, (int)cut);

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var held = client;
        using var server = new TcpClient();
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _serverPort);
            var swallow = new TaskCompletionSource();
            var answers = AnswerAsync(server.GetStream(), client.GetStream(), swallow.Task);
            await Task.WhenAny(AskAsync(client.GetStream(), server.GetStream(), swallow), answers);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // One end is gone; the other goes with it.
        }
    }

    private async Task AskAsync(NetworkStream client, NetworkStream server, TaskCompletionSource swallow)
    {
        var buffer = new byte[256 * 1024];
        for (var read = await client.ReadAsync(buffer); read > 0; read = await client.ReadAsync(buffer))
        {
            var cut = buffer.AsSpan(0, read).IndexOf(Encoding.ASCII.GetBytes("COMMIT\0")) >= 0 ? (Cut)Interlocked.Exchange(ref _cut, 0) : Cut.Never;
            if (cut is Cut.Freeze)
            {
                Cuts++;
                await server.WriteAsync(buffer.AsMemory(0, buffer.AsSpan(0, read).IndexOf(Encoding.ASCII.GetBytes("COMMIT\0"))));
                await Task.Delay(Timeout.Infinite);
            }

            if (cut is Cut.BeforeCommit)
            {
                Cuts++;
                return;
            }

            if (cut is Cut.AfterCommit)
            {
                Cuts++;
                swallow.SetResult();
            }

            await server.WriteAsync(buffer.AsMemory(0, read));
        }
    }

    /// <summary>Passes answers on; once told so, waits for one more, which the client never sees.</summary>
    private static async Task AnswerAsync(NetworkStream server, NetworkStream client, Task swallow)
    {
        var buffer = new byte[256 * 1024];
        for (var read = await server.ReadAsync(buffer); read > 0 && !swallow.IsCompleted; read = await server.ReadAsync(buffer))
        {
            await client.WriteAsync(buffer.AsMemory(0, read));
        }
    }
}
