using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace DreamLake.Link;

/// <summary>A network in front of a server, in user space: connections to it come slowly, late, and sometimes not at all.</summary>
/// <remarks>
/// Bytes that the client's system has taken are not on the line yet: its buffer is part of what is measured, as it is in the field. TCP's
/// slow start and its losses are not played.
/// </remarks>
public sealed class ShapedLink : IDisposable
{
    private readonly TcpListener _listener;
    private readonly ConcurrentDictionary<LinkConnection, bool> _open = [];
    private readonly IPEndPoint _server;
    private readonly LinkConditions _conditions;
    private readonly Uplink _uplink;
    private int _resets;
    private int _silences;

    /// <summary>Opens the link.</summary>
    /// <param name="server">Where its far end is, on this machine.</param>
    /// <param name="conditions">What it is like.</param>
    /// <param name="port">Where its near end listens; 0 for any.</param>
    public ShapedLink(IPEndPoint server, LinkConditions conditions, int port = 0)
    {
        (_server, _conditions, _uplink) = (server, conditions, new Uplink(conditions));
        _listener = new TcpListener(IPAddress.Loopback, port);
        // Small, so that a client's bytes wait at the client and not here.
        _listener.Server.ReceiveBufferSize = 64 * 1024;
        _listener.Start(backlog: 512);
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        new Thread(Accept) { IsBackground = true }.Start();
    }

    /// <summary>The near end.</summary>
    public Uri Address { get; }

    /// <summary>Connections that were reset, and those that fell silent.</summary>
    public (int Resets, int Silences) Faults => (Volatile.Read(ref _resets), Volatile.Read(ref _silences));

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        foreach (var connection in _open.Keys) connection.Dispose();
    }

    /// <summary>Counts a fault.</summary>
    internal void Count(LinkFault fault)
    {
        if (fault == LinkFault.Reset) Interlocked.Increment(ref _resets);
        else if (fault == LinkFault.Silence) Interlocked.Increment(ref _silences);
    }

    /// <summary>A connection has ended.</summary>
    internal void Forget(LinkConnection connection) => _open.TryRemove(connection, out _);

    private void Accept()
    {
        try
        {
            while (true)
            {
                var connection = new LinkConnection(_listener.AcceptSocket(), _server, _conditions, _uplink, this);
                _open[connection] = true;
                connection.Start();
            }
        }
        catch (SocketException)
        {
            // Disposed: the link is taken down.
        }
    }
}
