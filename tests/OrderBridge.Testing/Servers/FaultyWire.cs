using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace OrderBridge.Testing.Servers;

/// <summary>
/// A way over loopback to any TCP server, that fails as networks do. It knows no protocol and keeps nothing but what is on its way, a buffer for each
/// direction of a connection. Its port stays the same for its life, whatever it leads to. Safe for concurrent callers.
/// </summary>
public sealed class FaultyWire : IDisposable
{
    private const int ConnectionsMax = 512;
    private const int BufferBytes = 64 * 1024;
    private static readonly TimeSpan BindPatience = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly HashSet<WirePair> _pairs = [];
    private readonly CancellationTokenSource _stop = new();
    private volatile Socket _listener = Bound(0);
    private volatile WireWeather _weather = WireWeather.Fair;
    private long _swallowed;
    private volatile int _leadsTo;

    /// <param name="leadsTo">Port of the server on loopback; 0 while it is not known yet.</param>
    public FaultyWire(int leadsTo = 0)
    {
        LeadsTo = leadsTo;
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        Listen();
    }

    public int Port { get; }

    public string Address => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Where new connections go; those that are open stay where they are.</summary>
    public int LeadsTo { get => _leadsTo; set => _leadsTo = value; }

    /// <summary>Connections that are open now.</summary>
    public int Connections
    {
        get
        {
            lock (_gate)
            {
                return _pairs.Count;
            }
        }
    }

    /// <summary>Bytes that never arrived, since the beginning.</summary>
    public long Swallowed => Interlocked.Read(ref _swallowed);

    /// <summary>Every piece of data arrives later by so much, each way.</summary>
    public void Slow(TimeSpan delay) => Become(new WireWeather(WireState.Slow) { Delay = delay });

    /// <summary>Nothing arrives and nobody is told; all of it arrives when the wire is mended, as after packets that are sent again.</summary>
    public void Hold() => Become(new WireWeather(WireState.Held));

    /// <summary>Half-open: nothing arrives and nobody is told, also not that one end has closed. What was sent meanwhile is gone.</summary>
    public void Swallow() => Become(new WireWeather(WireState.Swallowing));

    /// <summary>Open connections break, new ones are refused.</summary>
    public void Refuse()
    {
        lock (_gate)
        {
            var listener = _listener;
            listener.Dispose();
            _listener = BoundAgain(Port); // Bound and not listening, so that nobody else takes the port.
        }

        Become(new WireWeather(WireState.Refusing));
        Cut();
    }

    /// <summary>Open connections break, once.</summary>
    public void Cut() => BreakAll(_ => true);

    /// <summary>As new. Connections whose bytes were swallowed break.</summary>
    public void Mend()
    {
        var before = _weather;
        Become(WireWeather.Fair);
        BreakAll(p => p.HasLost);
        if (before.State is WireState.Refusing)
        {
            Listen();
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        Cut();
        _weather.Pass();
        _stop.Dispose();
    }

    private static Socket Bound(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A call that was being accepted may hold the old socket open for a moment longer.</summary>
    private static Socket BoundAgain(int port)
    {
        for (var since = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                return Bound(port);
            }
            catch (SocketException) when (Stopwatch.GetElapsedTime(since) < BindPatience)
            {
                Thread.Yield();
            }
        }
    }

    private void BreakAll(Predicate<WirePair> isMeant)
    {
        WirePair[] open;
        lock (_gate)
        {
            open = [.. _pairs];
        }

        foreach (var pair in open.Where(p => isMeant(p)))
        {
            pair.Break();
        }
    }

    private void Become(WireWeather weather)
    {
        var before = Interlocked.Exchange(ref _weather, weather);
        before.Pass();
    }

    private void Listen()
    {
        _listener.Listen();
        _ = AcceptAsync(_listener);
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            try
            {
                _ = ServeAsync(await listener.AcceptAsync(_stop.Token));
            }
            catch (SocketException) when (ReferenceEquals(listener, _listener) && !_stop.IsCancellationRequested)
            {
                // Whoever called has hung up before; others may call.
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                return; // Refusing, or at the end.
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var pair = new WirePair(client);
        if (!Enter(pair))
        {
            return;
        }

        try
        {
            await CarryAsync(pair, pair.Broken);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One end is gone, or the wire broke; the other end goes with it.
        }

        lock (_gate)
        {
            _pairs.Remove(pair);
        }
    }

    private bool Enter(WirePair pair)
    {
        lock (_gate)
        {
            return _pairs.Count < ConnectionsMax && _pairs.Add(pair);
        }
    }

    private async Task CarryAsync(WirePair pair, CancellationToken broken)
    {
        await _weather.OpenAsync(broken);
        if (_weather.State is WireState.Refusing)
        {
            return; // Accepted in the last moment, and too late to be cut with the others.
        }

        if (_weather.State is WireState.Swallowing)
        {
            pair.HasLost = true; // Its first packet never arrived.
            await PassAsync(pair, pair.Client, Stream.Null, broken);
            return;
        }

        await pair.Server.ConnectAsync(IPAddress.Loopback, LeadsTo, broken);
        await Task.WhenAny(
            PassAsync(pair, pair.Client, new NetworkStream(pair.Server), broken),
            PassAsync(pair, pair.Server, new NetworkStream(pair.Client), broken)).Unwrap();
    }

    /// <summary>Ends when the sender closes; while bytes are swallowed, the receiver does not learn even of that.</summary>
    private async Task PassAsync(WirePair pair, Socket from, Stream to, CancellationToken broken)
    {
        var buffer = new byte[BufferBytes];
        for (var read = await from.ReceiveAsync(buffer, broken); read > 0; read = await from.ReceiveAsync(buffer, broken))
        {
            await _weather.OpenAsync(broken);
            if (_weather.State is WireState.Swallowing)
            {
                pair.HasLost = true;
                Interlocked.Add(ref _swallowed, read);
                if (_weather.State is WireState.Swallowing)
                {
                    continue; // Else it was mended in this moment, and whoever mends may not have seen the loss.
                }
            }

            if (pair.HasLost)
            {
                pair.Break();
                return;
            }

            await to.WriteAsync(buffer.AsMemory(0, read), broken);
        }

        await _weather.ClearedAsync(broken);
    }
}
