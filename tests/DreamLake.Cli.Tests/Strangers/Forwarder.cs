using System.Net;
using System.Net.Sockets;

namespace DreamLake.Cli.Tests.Strangers;

/// <summary>
/// Another address of the machine at which a lake is reached, as behind a router: what comes in goes on to the port that it listens at.
/// </summary>
internal sealed class Forwarder : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly TcpListener _listener;
    private readonly Task _accepting;
    private int _connections;

    private Forwarder(IPAddress outside, int port)
    {
        _listener = new TcpListener(outside, port);
        _listener.Start();
        _accepting = AcceptAsync(new IPEndPoint(IPAddress.Loopback, port));
    }

    /// <summary>How many connections came this way.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Forwards a port of an address of the loopback network to the same port of 127.0.0.1.</summary>
    public static Forwarder Open(IPAddress outside, int port) => new(outside, port);

    /// <summary>A port that nobody listens at, at any address of the machine.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync(IPEndPoint inside)
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                Interlocked.Increment(ref _connections);
                open.Add(CarryAsync(client, inside));
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task CarryAsync(TcpClient client, IPEndPoint inside)
    {
        using var outer = client;
        using var inner = new TcpClient();
        try
        {
            await inner.ConnectAsync(inside, _end.Token);
            var (near, far) = (outer.GetStream(), inner.GetStream());
            await Task.WhenAny(near.CopyToAsync(far, _end.Token), far.CopyToAsync(near, _end.Token));
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or IOException)
        {
            // One side is gone, and with it the connection.
        }
    }
}
