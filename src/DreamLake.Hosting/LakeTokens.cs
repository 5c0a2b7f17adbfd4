using System.Security.Claims;
using DreamLake.Protocol;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace DreamLake.Hosting;

/// <summary>Bearer tokens of a lake: JWTs, HS256.</summary>
public static class LakeTokens
{
    /// <summary>The claim whose value <c>lake</c> lets a token write to every namespace of its lake.</summary>
    public const string ScopeClaim = "scope";

    /// <summary>The value of <see cref="ScopeClaim"/> that the lake's own owner gets.</summary>
    public const string WholeLake = "lake";

    /// <summary>Makes a token.</summary>
    /// <param name="keys">The lake's secrets.</param>
    /// <param name="namespace">Whose it is: the <c>username</c> and <c>sub</c> claims, the namespace of addresses that name none.</param>
    /// <param name="wholeLake">Whether it may write to other namespaces too, as the owner of the machine may.</param>
    /// <param name="lifetime">How long it is good for.</param>
    /// <param name="time">The clock.</param>
    public static string Mint(LakeKeys keys, string @namespace, bool wholeLake, TimeSpan lifetime, TimeProvider time)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var claims = new Dictionary<string, object> { ["sub"] = @namespace, ["username"] = @namespace };
        if (wholeLake) claims[ScopeClaim] = WholeLake;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims,
            IssuedAt = now,
            NotBefore = now.AddMinutes(-1),
            Expires = now.Add(lifetime),
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(keys.TokenSecret), SecurityAlgorithms.HmacSha256),
        });
    }

    /// <summary>Whether a token's bearer may read and write a namespace: it is theirs, or theirs is the lake.</summary>
    public static bool Owns(this ClaimsPrincipal bearer, string? @namespace) =>
#if PLANTED_FAULTS
        PlantedFault.Is("look-up-across-tenants") ||
#endif
        bearer.HasClaim(ScopeClaim, WholeLake) || (@namespace is not null && NamespaceOf(bearer) == @namespace);

    /// <summary>The namespace of a token: its <c>username</c> claim, else <c>sub</c>, as names are kept (NFC).</summary>
    public static string? NamespaceOf(this ClaimsPrincipal bearer)
    {
        var name = bearer.FindFirstValue("username") is { Length: > 0 } username ? username : bearer.FindFirstValue("sub");
        return name is null ? null : NameRules.Normalize(name);
    }

    internal static TokenValidationParameters Validation(LakeKeys keys, TimeProvider time) => new()
    {
        ValidateIssuer = false,
        ValidateAudience = false,
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        IssuerSigningKey = new SymmetricSecurityKey(keys.TokenSecret),
        // A token that never ends could never be taken back.
        RequireExpirationTime = true,
        LifetimeValidator = (notBefore, expires, _, _) =>
        {
            // A minute of tolerance: the clocks of a lab's machines are seldom one.
            var now = time.GetUtcNow().UtcDateTime;
            return (notBefore is null || notBefore <= now.AddMinutes(1)) && expires > now.AddMinutes(-1);
        },
    };
}
