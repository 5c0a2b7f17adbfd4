using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace DreamLake.Engine.Freeing;

/// <summary>Where a lake is, as far as its connection tells.</summary>
internal static class LakePlace
{
    /// <summary>
    /// Whether a lake runs on this very machine: <c>--local</c>, <c>serve</c>, anything at an address of this machine's own.
    /// </summary>
    /// <remarks>A name that does not resolve, because a proxy resolves it, is taken to be elsewhere.</remarks>
    public static bool IsOnThisMachine(LakeConnection lake) =>
        (Uri.TryCreate(lake.Name, UriKind.Absolute, out var name) && name.IsFile) || IsHere(lake.Bss) || IsHere(lake.Server);

    private static bool IsHere(Uri address)
    {
        if (address.IsLoopback) return true;
        var host = address.IdnHost;
        if (string.Equals(host, Dns.GetHostName(), StringComparison.OrdinalIgnoreCase)) return true;
        try
        {
            var own = NetworkInterface.GetAllNetworkInterfaces()
                .SelectMany(card => card.GetIPProperties().UnicastAddresses).Select(unicast => unicast.Address).ToHashSet();
            var known = IPAddress.TryParse(host, out var literal) ? [literal] : Dns.GetHostAddresses(host);
            return known.Any(one => IPAddress.IsLoopback(one) || one.Equals(IPAddress.Any) || own.Contains(one));
        }
        catch (Exception fault) when (fault is SocketException or NetworkInformationException)
        {
            // Behind a proxy, which reaches no address of this machine's own loop.
            return false;
        }
    }
}
