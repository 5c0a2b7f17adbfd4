using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace DreamLake.Processes.Loopback;

/// <summary>A lake and an S3 in one that keep nothing: every body is read and thrown away. What all peers send to.</summary>
/// <remarks>
/// A thread for each connection and large reads, so that the server costs as little as a server can and the clients' own cost shows.
/// </remarks>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Connection, bool> _open = [];
    private readonly Answers _answers;
    private int _putsNow;
    private int _mostPuts;
    private long _requests;
    private long _bytes;

    public LoopbackServer()
    {
        _listener.Start(backlog: 512);
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        Origin = Address;
        _answers = new Answers(() => Origin);
        StartThread(Accept);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Where clients see it: its own address, or that of a link in front of it.</summary>
    public Uri Origin { get; set; }

    /// <summary>How long each request is held before it is answered: stands for a distance. Default: not at all.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>What it has seen since the last call: requests, bytes of bodies, and the most PUTs at once.</summary>
    public Traffic TakeTraffic() =>
        new(Interlocked.Exchange(ref _requests, 0), Interlocked.Exchange(ref _bytes, 0), Interlocked.Exchange(ref _mostPuts, 0));

    /// <summary>The answer to a request whose body has been read.</summary>
    public byte[] Answer(RequestHead head, ReadOnlySpan<byte> body, long length)
    {
        Interlocked.Increment(ref _requests);
        Interlocked.Add(ref _bytes, length);
#pragma warning disable RS0030 // A connection has a thread of its own here, so that a delay costs the tool that is measured nothing.
        if (Delay > TimeSpan.Zero) Thread.Sleep(Delay);
#pragma warning restore RS0030
        return _answers.To(head, body, length);
    }

    /// <summary>A PUT's head has come.</summary>
    public void BeginPut()
    {
        var now = Interlocked.Increment(ref _putsNow);
        for (int most; now > (most = Volatile.Read(ref _mostPuts)) && Interlocked.CompareExchange(ref _mostPuts, now, most) != most;) { }
    }

    /// <summary>A PUT was answered.</summary>
    public void EndPut() => Interlocked.Decrement(ref _putsNow);

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        foreach (var connection in _open.Keys) connection.Dispose();
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                var connection = new Connection(_listener.AcceptSocket(), this);
                _open[connection] = true;
                StartThread(() =>
                {
                    using (connection) connection.Serve();
                    _open.TryRemove(connection, out _);
                });
            }
        }
        catch (SocketException)
        {
            // Disposed: the run is over.
        }
    }

    private static void StartThread(ThreadStart body) => new Thread(body) { IsBackground = true }.Start();
}

/// <summary>What a server has seen.</summary>
/// <param name="Requests">How many.</param>
/// <param name="Bytes">Of their bodies.</param>
/// <param name="MostPuts">The most PUTs under way at once.</param>
internal sealed record Traffic(long Requests, long Bytes, int MostPuts);
