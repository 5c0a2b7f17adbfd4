using System.Net;
using System.Net.Sockets;

namespace DreamLake.Cli.Tests.Team;

/// <summary>What stands before several processes of one kind: each connection goes to the next of them that takes it.</summary>
internal sealed class RoundRobinProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly IReadOnlyList<int> _ports;
    private readonly Task _accepting;
    private int _next;

    public RoundRobinProxy(IReadOnlyList<int> ports)
    {
        _ports = ports;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var target = await ConnectAsync())
        {
            if (target is null) return;
            var (inner, outer) = (target.GetStream(), client.GetStream());
            try
            {
                // Either side's end is the connection's end: what is half sent is cut, as by a process that is killed.
                await Task.WhenAny(outer.CopyToAsync(inner, _stop.Token), inner.CopyToAsync(outer, _stop.Token));
            }
            catch (Exception end) when (end is IOException or OperationCanceledException)
            {
                // Likewise.
            }
        }
    }

    private async Task<TcpClient?> ConnectAsync()
    {
        for (var attempt = 0; attempt < _ports.Count; attempt++)
        {
            var port = _ports[(int)((uint)Interlocked.Increment(ref _next) % (uint)_ports.Count)];
            var target = new TcpClient();
            try
            {
                await target.ConnectAsync(IPAddress.Loopback, port, _stop.Token);
                return target;
            }
            catch (Exception refused) when (refused is SocketException or OperationCanceledException)
            {
                target.Dispose();
            }
        }

        return null;
    }
}
