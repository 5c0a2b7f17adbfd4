using System.Net;
using System.Security.Cryptography.X509Certificates;
using DreamLake.Serving.Lake;
using DreamLake.Protocol;

namespace DreamLake.Serving.Commands;

/// <summary>Where <c>serve</c> may listen. A name other than localhost would be listened for at every address of the machine.</summary>
/// <param name="allowsAnywhere">Whether other machines may reach the lake (<c>--listen-anywhere</c>).</param>
/// <param name="certificateFile">The certificate of https addresses, PEM; or null.</param>
/// <param name="keyFile">Its private key, PEM; or null.</param>
internal sealed class ListenRules(bool allowsAnywhere, string? certificateFile, string? keyFile)
{
    /// <summary>Reads an address to listen at.</summary>
    /// <exception cref="UsageException">It is none, or may not be listened at.</exception>
    public Uri Read(string option, string text)
    {
        var address = Parse(option, text);
        var isLocalhost = address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase);
        if (!isLocalhost && !IPAddress.TryParse(address.DnsSafeHost, out _))
            throw new UsageException($"{option} takes localhost or an IP address of this machine, not " +
                $"'{NameRules.Printable(address.Host)}'. Name the lake to others with --public-url.");
        if (!address.IsLoopback && !allowsAnywhere)
            throw new UsageException($"{option} '{address.Host}' is reached from other machines: whoever holds a token then reads and " +
                "writes the lake over the network. Say --listen-anywhere if that is meant.");
        if (address.Scheme == Uri.UriSchemeHttps && (certificateFile is null || keyFile is null))
            throw new UsageException($"{option} is an https address: it needs --tls-cert and --tls-key (PEM files).");
        return address;
    }

    /// <summary>Reads the address at which other machines reach BSS; a port that is left out is the one that it listens at.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static Uri ReadPublic(string option, string text, Uri bss)
    {
        var address = Parse(option, text);
        var namesPort = text.TrimEnd('/').EndsWith($":{address.Port}", StringComparison.Ordinal);
        return namesPort || address.Scheme != bss.Scheme ? address : new UriBuilder(address) { Port = bss.Port }.Uri;
    }

    /// <summary>
    /// Where the staging pool listens unless told: parts have to be reachable for whoever reaches BSS. Null for its own default.
    /// </summary>
    public static Uri? PoolBeside(Uri bss) => bss.IsLoopback ? null : new UriBuilder(bss) { Port = LakeAddresses.DefaultPool.Port }.Uri;

    /// <summary>The certificate, where an address needs one.</summary>
    /// <exception cref="UsageException">It cannot be read, or the key is not its own.</exception>
    public X509Certificate2? CertificateFor(IEnumerable<Uri?> addresses)
    {
        if (addresses.All(address => address?.Scheme != Uri.UriSchemeHttps)) return null;
        return LakeCertificate.Read(certificateFile!, keyFile!, $"--tls-cert '{certificateFile}' with --tls-key '{keyFile}'");
    }

    private static Uri Parse(string option, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        && address.PathAndQuery == "/" && address.UserInfo.Length == 0 && address.Fragment.Length == 0
            ? address
            : throw new UsageException(
                $"{option} takes an address like {LakeDefaults.BssUrl.AbsoluteUri.TrimEnd('/')}, without a user, a path or a query.");
}
