using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace DreamLake.Link;

/// <summary>One connection over the link: a thread takes bytes up, one delivers them in time, and two bring the answers.</summary>
internal sealed class LinkConnection(
    Socket client, IPEndPoint address, LinkConditions conditions, Uplink uplink, ShapedLink link) : IDisposable
{
    // A few packets: what is on the line at a time is fairly shared.
    private const int Piece = 8 * 1024;

    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly BlockingCollection<Delivery> _up = [];
    private readonly BlockingCollection<Delivery> _down = [];
    private volatile bool _isSilent;

    private TimeSpan OneWay => conditions.RoundTrip / 2;

    /// <summary>Connects to the server and begins.</summary>
    public void Start()
    {
        client.NoDelay = true;
        Begin(() =>
        {
            _server.Connect(address);
            Begin(() => Deliver(_up, _server));
            Begin(() => Deliver(_down, client));
            Begin(TakeDown);
            TakeUp();
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        link.Forget(this);
        client.Dispose();
        _server.Dispose();
    }

    private void TakeUp()
    {
        // The handshake: nothing can be said before it is over.
        var earliest = Uplink.Now + conditions.RoundTrip;
        var buffer = new byte[Piece];
        for (int read; (read = client.Receive(buffer)) > 0;)
        {
            Wait(earliest);
            var passage = uplink.Pass(read);
            Wait(passage.Left);
            if (passage.Fault == LinkFault.Reset) Reset();
            if (passage.Fault == LinkFault.Silence) FallSilent();
            _up.Add(new Delivery(passage.Left + OneWay, buffer[..read]));
        }

        _up.Add(new Delivery(Uplink.Now + OneWay, []));
    }

    private void TakeDown()
    {
        var buffer = new byte[64 * 1024];
        for (int read; (read = _server.Receive(buffer)) > 0;)
            _down.Add(new Delivery(Uplink.Now + OneWay, buffer[..read]));
        _down.Add(new Delivery(Uplink.Now + OneWay, []));
    }

    private void Reset()
    {
        link.Count(LinkFault.Reset);
        // Closed without lingering, a socket says that it was reset and not that it ended.
        client.LingerState = _server.LingerState = new LingerOption(enable: true, seconds: 0);
        Dispose();
    }

    // Until the link is taken down: neither side is told, and the client's bytes find no room any more.
    private void FallSilent()
    {
        link.Count(LinkFault.Silence);
        _isSilent = true;
        Wait(TimeSpan.MaxValue);
    }

    private void Deliver(BlockingCollection<Delivery> pieces, Socket to)
    {
        foreach (var piece in pieces.GetConsumingEnumerable())
        {
            Wait(piece.At);
            if (_isSilent) continue;
            if (piece.Bytes.Length == 0)
            {
                to.Shutdown(SocketShutdown.Send);
                return;
            }

            for (ReadOnlySpan<byte> left = piece.Bytes; left.Length > 0;) left = left[to.Send(left)..];
        }
    }

    private void Begin(Action body) => new Thread(() =>
    {
        try
        {
            body();
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // One side is gone, or was reset: so is the other.
            Dispose();
        }
    }) { IsBackground = true }.Start();

    private static void Wait(TimeSpan until)
    {
        var left = until == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan : until - Uplink.Now;
#pragma warning disable RS0030 // A thread for each direction, so that waiting for one's turn costs the client that is measured nothing.
        if (left > TimeSpan.Zero || left == Timeout.InfiniteTimeSpan) Thread.Sleep(left);
#pragma warning restore RS0030
    }

    private readonly record struct Delivery(TimeSpan At, byte[] Bytes);
}
