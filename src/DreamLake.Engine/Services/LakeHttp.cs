using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using DreamLake.Engine.Resilience;
using DreamLake.Protocol;

namespace DreamLake.Engine.Services;

/// <summary>The connections to the lake, shared by all calls of a run.</summary>
/// <remarks>
/// After a time-out or a reset the connections that lie idle are likely dead as well (the machine slept, the link changed): from then on
/// new ones are made.
/// </remarks>
internal sealed class LakeHttp : IDisposable
{
    // Unsent bytes that the kernel may hold: enough to keep a fast wire busy, little enough that progress speaks of the wire.
    private const int UnsentBytes = 256 * 1024;
    private const int TcpNotSentLowWaterOnLinux = 25;
    private const int TcpNotSentLowWaterOnMac = 0x201;

    private readonly object _gate = new();
    private readonly HashSet<Generation> _generations = [];
    private readonly ConcurrentDictionary<string, bool> _answered = new(StringComparer.OrdinalIgnoreCase);
    private readonly ServerClocks _clocks;
    private readonly Func<HttpMessageHandler> _newHandler;
    private Generation _current;
    private bool _isDisposed;

    /// <summary>Connections.</summary>
    /// <param name="clocks">Learn from each answer what time it is at its service.</param>
    /// <param name="newHandler">Makes the handler that calls end in; null means connections over TCP.</param>
    public LakeHttp(ServerClocks clocks, Func<HttpMessageHandler>? newHandler = null)
    {
        (_clocks, _newHandler) = (clocks, newHandler ?? TcpHandler);
        _current = new Generation(_newHandler());
    }

    /// <summary>Whether an address has answered so far; a word that a gateway may have said in its place counts for nothing.</summary>
    public bool HasAnswered(Uri address) => _answered.ContainsKey(address.Authority);

    /// <summary>Sends a request and reads the answer; the body is not read before <paramref name="read"/> reads it.</summary>
    public async Task<T> SendAsync<T>(
        HttpRequestMessage request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var generation = Enter();
        try
        {
            using var answer = await generation.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
            _clocks.Learn(request.RequestUri!, answer.Headers.Date);
            if (!Gateway.MaySay(answer.StatusCode)) _answered[request.RequestUri!.Authority] = true;
            return await read(answer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is OperationCanceledException
            || (fault.IsTransportFailure() && TransportFailures.Of(fault) == TransportFailure.BrokeOff))
        {
            Retire(generation);
            throw;
        }
        finally
        {
            Leave(generation);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _current.Client.Dispose();
            foreach (var generation in _generations) generation.Client.Dispose();
        }
    }

    private Generation Enter()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _current.Calls++;
            _generations.Add(_current);
            return _current;
        }
    }

    private void Retire(Generation generation)
    {
        lock (_gate)
        {
            if (generation == _current && !_isDisposed) _current = new Generation(_newHandler());
        }
    }

    // Calls under way end on the connections that they have; with the last of them the retired connections are closed.
    private void Leave(Generation generation)
    {
        lock (_gate)
        {
            if (--generation.Calls > 0 || generation == _current) return;
            _generations.Remove(generation);
            generation.Client.Dispose();
        }
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            BoundUnsentBytes(socket);
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // Only what was not sent yet is bounded. Bytes in flight are left to TCP, so that a fast link with a long round trip is filled too.
    // Where the system cannot tell the two apart, the send buffer is bounded, which bounds their sum.
    private static void BoundUnsentBytes(Socket socket)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, TcpNotSentLowWaterOnLinux, BitConverter.GetBytes(UnsentBytes));
            }
            else if (OperatingSystem.IsMacOS())
            {
                socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, TcpNotSentLowWaterOnMac, BitConverter.GetBytes(UnsentBytes));
            }
            else socket.SendBufferSize = UnsentBytes;
        }
        catch (SocketException)
        {
            socket.SendBufferSize = UnsentBytes;
        }
    }

    private static SocketsHttpHandler TcpHandler() => new()
    {
        // A redirect would send bytes, or a token, to an address that nobody has checked.
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        ConnectCallback = ConnectAsync,
        // Uploads run for days: names are looked up again, in case the lake has moved to another address.
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        Proxy = new LoopbackBypass(HttpClient.DefaultProxy),
        UseCookies = false,
    };

    /// <summary>Connections that were made between two breaks of the line.</summary>
    private sealed class Generation(HttpMessageHandler handler)
    {
        public int Calls { get; set; }

        public HttpClient Client { get; } = new(handler)
        {
            // Each call has a time of its own, in its pipeline.
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = 64 * 1024 * 1024,
        };
    }
}
