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
    /// <summary>Maps them, where the host has a table of tokens.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        if (app.ServiceProvider.GetService<TokenTable>() is not { } table) return;
        app.MapPost("/tokens", async (TokenRequest request, ClaimsPrincipal bearer, CancellationToken cancellationToken) =>
        {
            var grant = GrantOf(request);
            RequireAdmin(bearer, grant.Namespace, grant.Space);
            var (token, issued) = await table.CreateAsync(grant, LifetimeOf(request), cancellationToken);
            return issued.Told() with { Token = token };
        });
        app.MapGet("/tokens", async (ClaimsPrincipal bearer, CancellationToken cancellationToken) =>
        {
            RequireAdmin(bearer, bearer.NamespaceOf(), bearer.OnlySpaceOf());
            var tokens = await table.ListAsync(cancellationToken);
            return tokens.Where(token => bearer.Owns(token.Namespace, token.Space)).Select(token => token.Told()).ToList();
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

    private static TokenGrant GrantOf(TokenRequest request)
    {
        var role = TokenRole.Write;
        if (!string.IsNullOrEmpty(request.Role) && !TokenRoles.TryParse(request.Role, out role))
            throw RefusalException.Malformed("The field 'role' takes read, write or admin.");
        var space = string.IsNullOrEmpty(request.Space) ? null : Name("space", request.Space);
        return new TokenGrant(Name("namespace", RefusalException.Required(request.Namespace, "namespace")), role, space);
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
