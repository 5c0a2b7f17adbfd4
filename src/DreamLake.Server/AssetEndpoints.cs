using System.Security.Claims;
using DreamLake.Protocol;
using DreamLake.Server.Reading;
using DreamLake.Server.Registering;
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
        var assets = app.MapGroup(type.ServerRoute);

        assets.MapPost("", (
                RegisterAssetRequest request, [FromHeader] string? authorization, ClaimsPrincipal bearer, AssetRegistry registry,
                CancellationToken cancellationToken) =>
            registry.RegisterAsync(Registration.Read(type, request).For(bearer), authorization, cancellationToken));

        ListingEndpoint.Map(assets, type);

        assets.MapGet("/download", (
                [AsParameters] AssetQuery query, string? path, ClaimsPrincipal bearer, AssetDownload download,
                CancellationToken cancellationToken) =>
            download.FindAsync(type, query.PlaceFor(bearer), Place.NameOf(path, "path"), query.Authorization, cancellationToken));

        assets.MapGet("/{id}", (
                string id, [FromHeader] string? authorization, ClaimsPrincipal bearer, AssetReader reader,
                CancellationToken cancellationToken) =>
            reader.GetAsync(type, id, bearer, authorization, cancellationToken));
    }
}
