using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace DreamLake.Page.Sessions;

/// <summary>Codes that open the page once, for whoever sits at the machine that a lake runs on.</summary>
public sealed class OneTimeLinks
{
    /// <summary>How long a code that nobody used is good for: 15 minutes.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private const int CodeBytes = 16;
    private readonly Func<string> _makeToken;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _codes = new(StringComparer.Ordinal);

    /// <summary>Codes that are as good as a token.</summary>
    /// <param name="makeToken">Makes the token of whoever follows a link.</param>
    /// <param name="time">The clock.</param>
    public OneTimeLinks(Func<string> makeToken, TimeProvider time) => (_makeToken, _time) = (makeToken, time);

    /// <summary>Makes an address that signs in once.</summary>
    /// <param name="server">DreamLake Server's address.</param>
    public Uri Make(Uri server)
    {
        var code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(CodeBytes));
        _codes[code] = _time.GetUtcNow() + Lifetime;
        return new Uri(server, $"{PageAddresses.SignIn}?{PageAddresses.Code}={code}");
    }

    /// <summary>The token for a code, which is used up by this; null where it is none, or not good any more.</summary>
    internal string? Take(string? code) =>
        code is not null && _codes.TryRemove(code, out var until) && _time.GetUtcNow() < until ? _makeToken() : null;
}
