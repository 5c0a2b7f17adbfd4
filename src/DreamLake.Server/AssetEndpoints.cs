using System.Security.Claims;
using DreamLake.Protocol;
using DreamLake.Server.Bss;
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

        assets.MapPost("", async (
            RegisterAssetRequest request, ClaimsPrincipal bearer, AssetRegistry registry, BssAddresses addresses, CancellationToken cancellationToken) =>
        {
            var registration = Registration.Read(type, request);
            registration.Place.For(bearer);
            var id = await registry.RegisterAsync(registration, cancellationToken);
            return new RegisterAssetAnswer(id, addresses.LambdaUrl(type, registration.BssId, id));
        });

        assets.MapGet("", (
            [AsParameters] AssetQuery query, string? prefix, ClaimsPrincipal bearer, AssetReader reader, CancellationToken cancellationToken) =>
            reader.ListAsync(type, query.PlaceFor(bearer), prefix, query.Authorization, cancellationToken));

        assets.MapGet("/download", async (
            [AsParameters] AssetQuery query, string? path, ClaimsPrincipal bearer, AssetReader reader, BssClient bss, CancellationToken cancellationToken) =>
        {
            var place = query.PlaceFor(bearer);
            var name = Place.NameOf(path, "path");
            var bssId = await reader.FindBssIdAsync(type, place, name, cancellationToken);
            return new DownloadAnswer(await bss.DownloadUrlAsync(type, bssId, name.Leaf, query.Authorization, cancellationToken));
        });

        assets.MapGet("/{id}", (
            string id, [FromHeader(Name = "Authorization")] string? authorization, ClaimsPrincipal bearer, AssetReader reader, CancellationToken cancellationToken) =>
            reader.GetAsync(type, id, bearer, authorization, cancellationToken));
    }
}
