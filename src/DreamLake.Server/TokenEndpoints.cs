using System.Security.Claims;
using DreamLake.Hosting;
using DreamLake.Hosting.Tokens;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DreamLake.Server;

/// <summary><c>POST /tokens</c>, <c>GET /tokens</c>, <c>DELETE /tokens/{id}</c>: tokens over the network, for admins.</summary>
/// <remarks>An admin of a namespace gives out, sees and takes back that namespace's tokens alone; the lake's owner, all.</remarks>
internal static class TokenEndpoints
{
    private const int UsualDays = 30;

    /// <summary>Maps them, where the host has a table of tokens.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        if (app.ServiceProvider.GetService<TokenTable>() is not { } table) return;
        app.MapPost("/tokens", async (MakeTokenRequest request, ClaimsPrincipal bearer, CancellationToken cancellationToken) =>
        {
            var grant = GrantOf(request);
            RequireAdmin(bearer, grant.Namespace, grant.Space);
            var (token, issued) = await table.CreateAsync(grant, LifetimeOf(request), cancellationToken);
            return ToldToken.Of(issued) with { Token = token };
        });
        app.MapGet("/tokens", async (ClaimsPrincipal bearer, CancellationToken cancellationToken) =>
        {
            RequireAdmin(bearer, bearer.NamespaceOf(), bearer.OnlySpaceOf());
            var tokens = await table.ListAsync(cancellationToken);
            return tokens.Where(token => bearer.Owns(token.Namespace, token.Space)).Select(ToldToken.Of).ToList();
        });
        app.MapDelete("/tokens/{id}", async (string id, ClaimsPrincipal bearer, CancellationToken cancellationToken) =>
        {
            RequireAdmin(bearer, bearer.NamespaceOf(), bearer.OnlySpaceOf());
            var tokens = await table.ListAsync(cancellationToken);
            var isOwn = tokens.Any(token => token.Id == id && bearer.Owns(token.Namespace, token.Space));
            if (!isOwn) throw RefusalException.NotFound($"There is no token '{NameRules.Printable(id)}' that this one may take back.");
            await table.RevokeAsync(id, cancellationToken);
            return Results.NoContent();
        });
    }

    private static TokenGrant GrantOf(MakeTokenRequest request)
    {
        var place = Place.Of(request.Namespace, string.IsNullOrEmpty(request.Space) ? "any" : request.Space, episode: null);
        var role = request.Role switch
        {
            null or "" or "write" => TokenRole.Write,
            "read" => TokenRole.Read,
            "admin" => TokenRole.Admin,
            _ => throw RefusalException.Malformed("The field 'role' takes read, write or admin."),
        };
        return new TokenGrant(place.Namespace, role, string.IsNullOrEmpty(request.Space) ? null : place.Space);
    }

    private static TimeSpan LifetimeOf(MakeTokenRequest request)
    {
        var lifetime = request.ExpiresIn is { } seconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.FromDays(UsualDays);
        return lifetime >= TokenTable.Shortest && lifetime <= TokenTable.Longest
            ? lifetime
            : throw RefusalException.Malformed("The field 'expiresIn' takes seconds: 60 to 315,360,000 (3650 days).");
    }

    // What an admin gives out is never more than what is theirs.
    private static void RequireAdmin(ClaimsPrincipal bearer, string? @namespace, string? space)
    {
        if (!bearer.IsAdmin()) throw new RefusalException(StatusCodes.Status403Forbidden, "This is for an admin's token.");
        if (!bearer.Owns(@namespace, space)) throw RefusalException.NotYours();
    }
}

/// <summary>The body of <c>POST /tokens</c>.</summary>
/// <param name="Namespace">The namespace that it opens.</param>
/// <param name="Space">The one space that it opens; left out, all of the namespace.</param>
/// <param name="Role">read, write or admin; left out, write.</param>
/// <param name="ExpiresIn">Seconds that it is good for, 60 to 315,360,000; left out, 30 days.</param>
internal sealed record MakeTokenRequest(string? Namespace, string? Space, string? Role, long? ExpiresIn);

/// <summary>A token as it is told: itself only in the answer that makes it.</summary>
internal sealed record ToldToken(
    string Id, string Namespace, string? Space, string Role, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt)
{
    /// <summary>The token itself, where it was just made.</summary>
    public string? Token { get; init; }

    /// <summary>As it is told.</summary>
    public static ToldToken Of(IssuedToken token) => new(
        token.Id, token.Namespace, token.Space, token.Role.ToString().ToLowerInvariant(), token.CreatedAt, token.ExpiresAt,
        token.RevokedAt);
}
