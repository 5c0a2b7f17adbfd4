using System.Security.Claims;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DreamLake.Server.Trash;

/// <summary>
/// <c>DELETE /assets/{type}/{id}</c>: into the trash, with <c>allVersions</c> all versions of the name, with <c>purge</c> for good;
/// <c>POST …/{id}/restore</c>: out of it.
/// </summary>
internal static class TrashEndpoints
{
    /// <summary>Maps them for one type.</summary>
    public static void Map(RouteGroupBuilder assets, AssetType type)
    {
        assets.MapDelete("/{id}", async Task<IResult> (
            string id, string? allVersions, string? purge, ClaimsPrincipal bearer, AssetTrash trash, TrashPurge purging,
            CancellationToken cancellationToken) =>
        {
            var all = ListingEndpoint.IsTrue(allVersions, "allVersions");
            if (!ListingEndpoint.IsTrue(purge, "purge"))
                return Results.Json(
                    await trash.RemoveAsync(type, id, all, bearer, cancellationToken), ProtocolJson.Default.TrashedAsset);
            await purging.PurgeAsync(type, id, all, bearer, cancellationToken);
            return Results.NoContent();
        });
        assets.MapPost("/{id}/restore", async (
                string id, ClaimsPrincipal bearer, AssetTrash trash, CancellationToken cancellationToken) =>
            Results.Json(await trash.RestoreAsync(type, id, bearer, cancellationToken), ProtocolJson.Default.TrashedAsset));
    }
}
