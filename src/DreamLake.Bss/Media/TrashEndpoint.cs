using System.Globalization;
using DreamLake.Hosting;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DreamLake.Bss.Media;

/// <summary><c>POST {prefix}/{id}/trash</c>: DreamLake Server's word about a medium, by an address that it signs for itself.</summary>
internal static class TrashEndpoint
{
    /// <summary>Maps it for one type. Its signature is its permission: it needs no token.</summary>
    public static void Map(RouteGroupBuilder prefix, AssetType type) =>
        prefix.MapPost("/{id}/trash", async (
            string id, string? state, string? version, HttpRequest request, SignedUrl signedUrl, MediaTrash trash,
            CancellationToken cancellationToken) =>
        {
            if (!request.IsSigned(signedUrl))
                throw new RefusalException(StatusCodes.Status403Forbidden, "This address was altered or has expired. Nothing was changed.");
            var owner = RefusalException.Required(request.Query["namespace"].ToString(), "namespace");
            if (!long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                throw RefusalException.Malformed("The parameter 'version' has to be a whole number.");
            switch (state)
            {
                case TrashWord.Trashed or TrashWord.Kept:
                    await trash.PutAsync(type, id, owner, state == TrashWord.Trashed, number, cancellationToken);
                    break;
                case TrashWord.Purged:
                    await trash.PurgeAsync(type, id, owner, number, cancellationToken);
                    break;
                default:
                    throw RefusalException.Malformed("The parameter 'state' has to be trashed, kept or purged.");
            }

            return TypedResults.NoContent();
        }).AllowAnonymous();
}
