using System.Security.Claims;
using DreamLake.Hosting;
using DreamLake.Hosting.Limits;
using DreamLake.Server.Bss;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DreamLake.Server;

/// <summary>
/// <c>GET /quotas</c>, <c>GET /quotas/{namespace}</c>, <c>PUT /quotas/{namespace}</c>: what namespaces may have and have.
/// </summary>
/// <remarks>An admin of a namespace sees what it may have; the lake's owner sees and sets all.</remarks>
internal static class QuotaEndpoints
{
    /// <summary>Maps them, where the host has a table of limits.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        if (app.ServiceProvider.GetService<LimitsTable>() is not { } table) return;
        var quotas = app.MapGroup("/quotas").IsNotCounted();
        quotas.MapGet("", async (ClaimsPrincipal bearer, CancellationToken cancellationToken) =>
        {
            RequireAdmin(bearer, bearer.NamespaceOf());
            var all = await table.ListAsync(cancellationToken);
            return all.Where(limits => bearer.Owns(limits.Namespace, bearer.OnlySpaceOf())).Select(LimitsBody.Of).ToList();
        });
        quotas.MapGet("/{namespace}", async (
            string @namespace, [FromHeader] string? authorization, ClaimsPrincipal bearer, BssClient bss,
            CancellationToken cancellationToken) =>
        {
            var name = NameOf(@namespace);
            RequireAdmin(bearer, name);
            var limits = await table.FindAsync(name, cancellationToken);
            return LimitsBody.Of(limits) with { Used = await bss.UsageAsync(name, authorization, cancellationToken) };
        });
        quotas.MapPut("/{namespace}", async (
            string @namespace, LimitsBody body, ClaimsPrincipal bearer, CancellationToken cancellationToken) =>
        {
            if (!bearer.OwnsLake())
                throw new RefusalException(StatusCodes.Status403Forbidden, "Limits are set with a token of the whole lake.");
            var limits = body.For(NameOf(@namespace));
            if (limits.Fault() is { } fault) throw RefusalException.Wrong(fault + " Nothing was changed.");
            await table.SetAsync(limits, cancellationToken);
            return LimitsBody.Of(limits);
        });
    }

    private static string NameOf(string @namespace) => Place.Of(@namespace, "any", episode: null).Namespace;

    private static void RequireAdmin(ClaimsPrincipal bearer, string? @namespace)
    {
        if (!bearer.IsAdmin()) throw new RefusalException(StatusCodes.Status403Forbidden, "This is for an admin's token.");
        if (!bearer.Owns(@namespace, bearer.OnlySpaceOf())) throw RefusalException.NotYours();
    }
}

/// <summary>The limits of a namespace as they are told and set. What is left out, or null, is not limited.</summary>
/// <param name="Namespace">The namespace, in answers.</param>
/// <param name="Bytes">Bytes of contents: 0 or more.</param>
/// <param name="Objects">Contents: 0 or more.</param>
/// <param name="OpenUploads">Uploads under way at a time: 0 or more.</param>
/// <param name="WaitingJobs">Files that wait to be split: 0 or more.</param>
/// <param name="RequestsPerSecond">Requests that a service answers in a second: 1 or more.</param>
internal sealed record LimitsBody(
    string? Namespace, long? Bytes, long? Objects, long? OpenUploads, long? WaitingJobs, long? RequestsPerSecond)
{
    /// <summary>What it has, where one namespace is asked for.</summary>
    public UsageTold? Used { get; init; }

    /// <summary>As they are told.</summary>
    public static LimitsBody Of(NamespaceLimits limits) => new(
        limits.Namespace, limits.Bytes, limits.Objects, limits.OpenUploads, limits.WaitingJobs, limits.RequestsPerSecond);

    /// <summary>As they are set.</summary>
    public NamespaceLimits For(string @namespace) => new()
    {
        Namespace = @namespace,
        Bytes = Bytes,
        Objects = Objects,
        OpenUploads = OpenUploads,
        WaitingJobs = WaitingJobs,
        RequestsPerSecond = RequestsPerSecond,
    };
}
