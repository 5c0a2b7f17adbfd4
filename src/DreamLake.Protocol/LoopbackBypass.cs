using System.Net;

namespace DreamLake.Protocol;

/// <summary>A proxy for all the world but this machine: no proxy can reach what listens on loopback.</summary>
/// <param name="proxy">For all other addresses: the system's (<c>http_proxy</c> and the like).</param>
public sealed class LoopbackBypass(IWebProxy proxy) : IWebProxy
{
    /// <inheritdoc/>
    public ICredentials? Credentials { get => proxy.Credentials; set => proxy.Credentials = value; }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => destination.IsLoopback ? null : proxy.GetProxy(destination);

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => host.IsLoopback || proxy.IsBypassed(host);
}
