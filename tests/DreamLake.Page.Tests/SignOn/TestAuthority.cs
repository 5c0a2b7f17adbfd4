using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using DreamLake.Server.Tests.Lake;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace DreamLake.Page.Tests.SignOn;

/// <summary>An OpenID Connect provider at which everybody is signed in already: the code flow, and nothing without PKCE.</summary>
internal sealed class TestAuthority : IAsyncDisposable
{
    private const string ClientId = "the-lake", ClientSecret = "secret-of-the-client";
    private readonly ConcurrentDictionary<string, Asked> _codes = new();
    private readonly RSA _key = RSA.Create(2048);
    private readonly WebApplication _app = Web.Builder().Build();

    private TestAuthority()
    {
    }

    public Uri Url { get; private set; } = null!;

    /// <summary>What it says of whoever comes, beside their subject.</summary>
    public Dictionary<string, object> Claims { get; } = [];

    /// <summary>Has it sign with a key that it does not publish.</summary>
    public bool SignsWithAnotherKey { get; set; }

    /// <summary>What a lake is told of it.</summary>
    public OidcOptions Options => new() { Authority = Url.AbsoluteUri, ClientId = ClientId, ClientSecret = ClientSecret };

    public static async Task<TestAuthority> StartAsync()
    {
        var authority = new TestAuthority();
        var app = authority._app;
        app.MapGet("/.well-known/openid-configuration", authority.Describe);
        app.MapGet("/keys", authority.PublishKey);
        app.MapGet("/authorize", authority.Authorize);
        app.MapPost("/token", authority.RedeemAsync);
        app.MapGet("/link", (string to) => Results.Content($"<a id=\"link\" href=\"{to}\">look</a>", "text/html"));
        authority.Url = await app.StartOnAFreePortAsync();
        return authority;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private string Issuer => Url.GetLeftPart(UriPartial.Authority);

    private IResult Describe() => Results.Json(new Dictionary<string, object>
    {
        ["issuer"] = Issuer, ["authorization_endpoint"] = $"{Issuer}/authorize", ["token_endpoint"] = $"{Issuer}/token",
        ["jwks_uri"] = $"{Issuer}/keys", ["response_types_supported"] = new[] { "code" },
        ["subject_types_supported"] = new[] { "public" }, ["id_token_signing_alg_values_supported"] = new[] { "RS256" },
        ["code_challenge_methods_supported"] = new[] { "S256" },
    });

    private IResult PublishKey()
    {
        var key = _key.ExportParameters(includePrivateParameters: false);
        return Results.Json(new Dictionary<string, object>
        {
            ["keys"] = new[]
            {
                new Dictionary<string, string>
                {
                    ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = "one",
                    ["n"] = Base64Url.EncodeToString(key.Modulus), ["e"] = Base64Url.EncodeToString(key.Exponent),
                },
            },
        });
    }

    private IResult Authorize(HttpRequest request)
    {
        string Of(string name) => request.Query[name].ToString();
        var isWhole = Of("client_id") == ClientId && Of("response_type") == "code" && Of("code_challenge_method") == "S256"
            && Of("code_challenge").Length == 43 && Of("state").Length > 0 && Of("scope") == "openid profile";
        if (!isWhole) return Results.BadRequest();
        var code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _codes[code] = new Asked(Of("redirect_uri"), Of("code_challenge"), Of("nonce"));
        return Results.Redirect($"{Of("redirect_uri")}?code={code}&state={Uri.EscapeDataString(Of("state"))}");
    }

    private async Task<IResult> RedeemAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var proof = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        var isGood = _codes.TryRemove(form["code"].ToString(), out var asked) && asked.Challenge == proof
            && form["redirect_uri"] == asked.RedirectUri && form["client_secret"] == ClientSecret
            && form["grant_type"] == "authorization_code";
        if (!isGood) return Results.Json(new Dictionary<string, string> { ["error"] = "invalid_grant" }, statusCode: 400);
        return Results.Json(new Dictionary<string, object>
        {
            ["token_type"] = "Bearer", ["access_token"] = "of-no-use-here", ["expires_in"] = 60, ["id_token"] = IdToken(asked!.Nonce),
        });
    }

    private string IdToken(string nonce)
    {
        using var other = RSA.Create(2048);
        var signing = new RsaSecurityKey((SignsWithAnotherKey ? other : _key).ExportParameters(includePrivateParameters: true))
        {
            KeyId = "one",
        };
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = true }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = ClientId,
            Claims = new Dictionary<string, object>(Claims) { ["sub"] = "person-1", ["nonce"] = nonce },
            SigningCredentials = new SigningCredentials(signing, SecurityAlgorithms.RsaSha256),
        });
    }

    private sealed record Asked(string RedirectUri, string Challenge, string Nonce);
}
