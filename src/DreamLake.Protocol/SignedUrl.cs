using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DreamLake.Protocol;

/// <summary>Addresses that carry their own permission: <c>…&amp;expires={unix seconds}&amp;sig={hex HMAC-SHA256}</c>.</summary>
/// <remarks>
/// The signature covers the method, the path and the sorted other parameters (protocol.md, "Presigned Lambda URL"), so that
/// an address that was altered in any of them is refused. The keys are shared by BSS and DreamLake Server and by nobody else: one
/// signs, and where they are rotated the ones before it verify until they are retired.
/// </remarks>
public sealed class SignedUrl
{
    private const string Expires = "expires";
    private const string Signature = "sig";
    private readonly Func<IReadOnlyList<byte[]>> _keys;
    private readonly TimeProvider _time;

    /// <summary>Signs and checks with one key.</summary>
    /// <param name="key">The shared key: 32 bytes or more.</param>
    /// <param name="time">The clock that expiry is held against.</param>
    public SignedUrl(ReadOnlySpan<byte> key, TimeProvider time)
    {
        if (key.Length < 32) throw new ArgumentException("The key of signed addresses has to hold 32 bytes or more.", nameof(key));
        byte[][] keys = [key.ToArray()];
        _keys = () => keys;
        _time = time;
    }

    /// <summary>Signs and checks with keys that are rotated.</summary>
    /// <param name="keys">The keys that count at the moment, at least one, each of 32 bytes or more; the first of them signs.</param>
    /// <param name="time">The clock that expiry is held against.</param>
    public SignedUrl(Func<IReadOnlyList<byte[]>> keys, TimeProvider time) => (_keys, _time) = (keys, time);

    /// <summary>Signs an address.</summary>
    /// <param name="method">The HTTP method that it is good for, upper case.</param>
    /// <param name="address">The address, with or without a query; a fragment is dropped.</param>
    /// <param name="lifetime">How long it is good for, from now.</param>
    public Uri Sign(string method, Uri address, TimeSpan lifetime)
    {
        var expires = _time.GetUtcNow().Add(lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var parameters = Parse(address.Query);
        parameters.RemoveAll(p => p.Name is Expires or Signature);
        parameters.Add((Expires, expires));
        parameters.Add((Signature, Hex(_keys()[0], method, address.AbsolutePath, parameters)));
        return new UriBuilder(address) { Query = Format(parameters), Fragment = "" }.Uri;
    }

    /// <summary>Whether a request came by an address that one of the keys signed and that has not expired; in constant time.</summary>
    /// <param name="method">The request's method.</param>
    /// <param name="path">The request's path as it came, percent-encoded, without the query.</param>
    /// <param name="query">The request's query as it came, with or without its question mark.</param>
    public bool IsGenuine(string method, string path, string query)
    {
        var parameters = Parse(query);
        var given = parameters.Where(p => p.Name == Signature).ToArray();
        var expires = parameters.Where(p => p.Name == Expires).ToArray();
        if (given.Length != 1 || expires.Length != 1) return false;

        var claimed = Encoding.UTF8.GetBytes(given[0].Value);
        var genuine = _keys().Any(key =>
            CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hex(key, method, path, parameters)), claimed));
        return genuine
            && long.TryParse(expires[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && _time.GetUtcNow().ToUnixTimeSeconds() < seconds;
    }

    private static string Hex(byte[] key, string method, string path, List<(string Name, string Value)> parameters)
    {
        var signed = parameters.Where(p => p.Name != Signature)
            .OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Value, StringComparer.Ordinal);
        // The path is compared unescaped, because servers and proxies may escape it anew on its way.
        var text = $"{method.ToUpperInvariant()}\n{Uri.UnescapeDataString(path)}\n{Format(signed)}";
        return Convert.ToHexString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text))).ToLowerInvariant();
    }

    private static List<(string Name, string Value)> Parse(string query) =>
        [.. query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair =>
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            return equals < 0 ? (Decode(pair), "") : (Decode(pair[..equals]), Decode(pair[(equals + 1)..]));
        })];

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static string Format(IEnumerable<(string Name, string Value)> parameters) =>
        string.Join('&', parameters.Select(p => $"{Uri.EscapeDataString(p.Name)}={Uri.EscapeDataString(p.Value)}"));
}
