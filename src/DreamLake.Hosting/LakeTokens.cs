using System.Security.Claims;
using DreamLake.Hosting.Keys;
using DreamLake.Hosting.Tokens;
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

    private const string RoleClaim = "role";
    private const string SpaceClaim = "space";
    private const string PersonClaim = "person";

    /// <summary>Makes a token without an id, which cannot be taken back: for the owner of the machine that a lake runs on.</summary>
    /// <param name="keys">The lake's secrets.</param>
    /// <param name="namespace">Whose it is: the <c>username</c> and <c>sub</c> claims, the namespace of addresses that name none.</param>
    /// <param name="wholeLake">Whether it may write to other namespaces too, as the owner of the machine may.</param>
    /// <param name="lifetime">How long it is good for.</param>
    /// <param name="time">The clock.</param>
    public static string Mint(LakeKeys keys, string @namespace, bool wholeLake, TimeSpan lifetime, TimeProvider time) =>
        Mint(keys, Claims(@namespace, wholeLake), lifetime, time);

    /// <summary>Makes a token with an id.</summary>
    /// <param name="keys">The lake's secrets.</param>
    /// <param name="grant">What it lets its bearer do.</param>
    /// <param name="id">The id, by which it is taken back: the <c>jti</c> claim.</param>
    /// <param name="lifetime">How long it is good for.</param>
    /// <param name="time">The clock.</param>
    internal static string Mint(LakeKeys keys, TokenGrant grant, string id, TimeSpan lifetime, TimeProvider time)
    {
        var claims = Claims(grant.Namespace, grant.IsWholeLake);
        claims[JwtRegisteredClaimNames.Jti] = id;
        claims[RoleClaim] = grant.Role.Word();
        if (grant.Space is { } space) claims[SpaceClaim] = space;
        if (grant.Person is { } person) claims[PersonClaim] = person;
        return Mint(keys, claims, lifetime, time);
    }

    private static Dictionary<string, object> Claims(string @namespace, bool wholeLake)
    {
        var claims = new Dictionary<string, object> { ["sub"] = @namespace, ["username"] = @namespace };
        if (wholeLake) claims[ScopeClaim] = WholeLake;
        return claims;
    }

    private static string Mint(LakeKeys keys, Dictionary<string, object> claims, TimeSpan lifetime, TimeProvider time)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims,
            IssuedAt = now,
            NotBefore = now.AddMinutes(-1),
            Expires = now.Add(lifetime),
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(keys.TokenSecret), SecurityAlgorithms.HmacSha256),
        });
    }

    /// <summary>
    /// Whether a token's bearer may use a space of a namespace: it is theirs, and the token is not for another space; or theirs is the
    /// lake.
    /// </summary>
    public static bool Owns(this ClaimsPrincipal bearer, string? @namespace, string? space) =>
#if PLANTED_FAULTS
        PlantedFault.Is("look-up-across-tenants") ||
#endif
        bearer.OwnsLake() || (@namespace is not null && NamespaceOf(bearer) == @namespace
            && (OnlySpaceOf(bearer) is not { } only || (space is not null && only == NameRules.Normalize(space))));

    /// <summary>Whether a token is the whole lake's.</summary>
    public static bool OwnsLake(this ClaimsPrincipal bearer) => bearer.HasClaim(ScopeClaim, WholeLake);

    /// <summary>Whether a token may do what an admin of its namespace does.</summary>
    public static bool IsAdmin(this ClaimsPrincipal bearer) => bearer.OwnsLake() || bearer.HasClaim(RoleClaim, TokenRole.Admin.Word());

    /// <summary>Whether a token only reads.</summary>
    public static bool OnlyReads(this ClaimsPrincipal bearer) => bearer.HasClaim(RoleClaim, TokenRole.Read.Word());

    /// <summary>The one space that a token opens; null where it opens all of its namespace.</summary>
    public static string? OnlySpaceOf(this ClaimsPrincipal bearer) =>
        bearer.FindFirstValue(SpaceClaim) is { Length: > 0 } space ? NameRules.Normalize(space) : null;

    /// <summary>Who bears a token, where it says so.</summary>
    public static string? PersonOf(this ClaimsPrincipal bearer) => bearer.FindFirstValue(PersonClaim);

    /// <summary>The namespace of a token: its <c>username</c> claim, else <c>sub</c>, as names are kept (NFC).</summary>
    public static string? NamespaceOf(this ClaimsPrincipal bearer)
    {
        var name = bearer.FindFirstValue("username") is { Length: > 0 } username ? username : bearer.FindFirstValue("sub");
        return name is null ? null : NameRules.Normalize(name);
    }

    internal static TokenValidationParameters Validation(KeyRing keys, TimeProvider time) => new()
    {
        ValidateIssuer = false,
        ValidateAudience = false,
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        IssuerSigningKeyResolver = (_, _, _, _) => keys.TokenKeys(),
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
