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
/// <remarks>
/// An admin of a namespace gives out, sees and takes back that namespace's tokens alone; a token of the whole lake, all, and alone those
/// that are of the whole lake themselves.
/// </remarks>
internal static class TokenEndpoints
{
    /// <summary>Maps them, where the host has a table of tokens.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        if (app.ServiceProvider.GetService<TokenTable>() is not { } table) return;
        app.MapPost("/tokens", async (TokenRequest request, ClaimsPrincipal bearer, CancellationToken cancellationToken) =>
        {
            var grant = GrantOf(request);
            if (grant.IsWholeLake && !bearer.OwnsLake())
            {
                throw new RefusalException(
                    StatusCodes.Status403Forbidden, "A token of the whole lake is given out with one of the whole lake.");
            }

            RequireAdmin(bearer, grant.Namespace, grant.Space);
            var (token, issued) = await table.CreateAsync(grant, LifetimeOf(request), cancellationToken);
            return issued.Told() with { Token = token };
        });
        app.MapGet("/tokens", async (ClaimsPrincipal bearer, CancellationToken cancellationToken) =>
        {
            RequireAdmin(bearer, bearer.NamespaceOf(), bearer.OnlySpaceOf());
            var tokens = await table.ListAsync(cancellationToken);
            return tokens.Where(token => IsOwn(token, bearer)).Select(token => token.Told()).ToList();
        });
        app.MapDelete("/tokens/{id}", async (string id, ClaimsPrincipal bearer, CancellationToken cancellationToken) =>
        {
            RequireAdmin(bearer, bearer.NamespaceOf(), bearer.OnlySpaceOf());
            var tokens = await table.ListAsync(cancellationToken);
            var isOwn = tokens.Any(token => token.Id == id && IsOwn(token, bearer));
            if (!isOwn) throw RefusalException.NotFound($"There is no token '{NameRules.Printable(id)}' that this one may take back.");
            await table.RevokeAsync(id, cancellationToken);
            return Results.NoContent();
        });
    }

    private static bool IsOwn(IssuedToken token, ClaimsPrincipal bearer) =>
        bearer.OwnsLake() || (!token.IsWholeLake && bearer.Owns(token.Namespace, token.Space));

    private static TokenGrant GrantOf(TokenRequest request)
    {
        var role = TokenRole.Write;
        if (!string.IsNullOrEmpty(request.Role) && !TokenRoles.TryParse(request.Role, out role))
            throw RefusalException.Malformed("The field 'role' takes read, write or admin.");
        var space = string.IsNullOrEmpty(request.Space) ? null : Name("space", request.Space);
        var isWholeLake = request.WholeLake is true;
        if (isWholeLake && (space is not null || role != TokenRole.Admin))
            throw RefusalException.Malformed("The field 'wholeLake' goes with the role admin, and with no space.");
        var @namespace = Name("namespace", RefusalException.Required(request.Namespace, "namespace"));
        return new TokenGrant(@namespace, role, space) { IsWholeLake = isWholeLake };
    }

    private static string Name(string what, string name) => NameRules.Fault(what, NameRules.Normalize(name)) is { } fault
        ? throw RefusalException.Wrong($"There cannot be such a {what}: {fault}.")
        : NameRules.Normalize(name);

    private static TimeSpan LifetimeOf(TokenRequest request)
    {
        if (request.ExpiresIn is not { } seconds) return TokenRequest.Usual;
        return seconds >= TokenRequest.Shortest.TotalSeconds && seconds <= TokenRequest.Longest.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw RefusalException.Malformed("The field 'expiresIn' takes seconds: 60 to 315,360,000 (3650 days).");
    }

    // What an admin gives out is never more than what is theirs.
    private static void RequireAdmin(ClaimsPrincipal bearer, string? @namespace, string? space)
    {
        if (!bearer.IsAdmin()) throw new RefusalException(StatusCodes.Status403Forbidden, "This is for an admin's token.");
        if (!bearer.Owns(@namespace, space)) throw RefusalException.NotYours();
    }
}
