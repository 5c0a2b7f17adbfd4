using System.Net;
using System.Net.Sockets;

namespace DreamLake.Testing.Engines;

/// <summary>Ports of the loopback address that nobody listens at.</summary>
public static class FreePort
{
    /// <summary>A port that was free a moment ago: engines take a number, not a socket.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
