using System.Security.Claims;
using DreamLake.Hosting;
using DreamLake.Hosting.Audit;
using DreamLake.Hosting.Batches;
using DreamLake.Protocol;
using DreamLake.Server.Reading;
using DreamLake.Server.Registering;
using DreamLake.Server.Trash;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace DreamLake.Server;

/// <summary>The routes of one type of asset.</summary>
internal static class AssetEndpoints
{
    public static void MapAssets(this IEndpointRouteBuilder app, AssetType type)
    {
        var assets = app.MapGroup(type.ServerRoute).AddEndpointFilter<AuditFilter>();

        assets.MapPost("", (
                RegisterAssetRequest request, [FromHeader] string? authorization, ClaimsPrincipal bearer, AssetRegistry registry,
                CancellationToken cancellationToken) =>
            registry.RegisterAsync(Registration.Read(type, request).For(bearer), authorization, cancellationToken));

        assets.MapPost("/batch", (
                BatchCallRequest request, [FromHeader] string? authorization, ClaimsPrincipal bearer, BatchCalls batches,
                AssetRegistry registry, CancellationToken cancellationToken) =>
            batches.AnswerAsync<RegisterAssetRequest, RegisterAssetResponse>(
                request, items => RegisterEachAsync(type, items, authorization, bearer, registry, cancellationToken),
                cancellationToken)).TakesLargeBodies();

        ListingEndpoint.Map(assets, type);

        assets.MapGet("/download", (
                [AsParameters] AssetQuery query, string? path, ClaimsPrincipal bearer, AssetDownload download,
                CancellationToken cancellationToken) =>
            download.FindAsync(type, query.PlaceFor(bearer), Place.NameOf(path, "path"), query.Authorization, cancellationToken));

        TrashEndpoints.Map(assets, type);

        assets.MapGet("/{id}", (
                string id, [FromHeader] string? authorization, ClaimsPrincipal bearer, AssetReader reader,
                CancellationToken cancellationToken) =>
            reader.GetAsync(type, id, bearer, authorization, cancellationToken));
    }

    private static async Task<IReadOnlyList<Attempt<RegisterAssetResponse>>> RegisterEachAsync(
        AssetType type, IReadOnlyList<RegisterAssetRequest> items, string? authorization, ClaimsPrincipal bearer, AssetRegistry registry,
        CancellationToken cancellationToken)
    {
        var read = items.Select(item => Attempts.Make(() => Registration.Read(type, item).For(bearer))).ToList();
        return await Attempts.GoOnAsync(
            read, registrations => registry.RegisterEachAsync(registrations, authorization, cancellationToken));
    }
}
