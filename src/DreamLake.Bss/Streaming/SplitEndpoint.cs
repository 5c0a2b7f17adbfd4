using System.Security.Cryptography;
using System.Text;
using DreamLake.Bss.Contents;
using DreamLake.Bss.Media;
using DreamLake.Bss.Tables;
using DreamLake.Hosting;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DreamLake.Bss.Streaming;

/// <summary><c>POST {prefix}/{id}/split</c>: step 9, the Lambda URL that DreamLake Server signs.</summary>
internal static class SplitEndpoint
{
    /// <summary>Maps it for one type. Its signature is its permission: it needs no token.</summary>
    public static void Map(RouteGroupBuilder prefix, AssetType type) =>
        prefix.MapPost("/{id}/split", async (
            string id, HttpRequest request, SignedUrl signedUrl, MediaRegistry registry, PendingSplits splits,
            CancellationToken cancellationToken) =>
        {
            if (!request.IsSigned(signedUrl))
            {
                throw new RefusalException(StatusCodes.Status403Forbidden,
                    "This address was altered or has expired, and nothing was dispatched. Run the upload again for a fresh one.");
            }

            var medium = await registry.GetAsync(type, id, cancellationToken);
            RefuseAnothers(request, medium);
            await splits.AddAsync(medium, DispatchId(request), cancellationToken);
            return TypedResults.Accepted((string?)null);
        }).AllowAnonymous();

    // DreamLake Server signs whatever id it is told; who owns a medium is known here. An address without a namespace is for anyone's.
    private static void RefuseAnothers(HttpRequest request, Medium medium)
    {
        if (!request.Query.TryGetValue("namespace", out var named) || named == medium.Owner) return;
        throw new RefusalException(StatusCodes.Status403Forbidden,
            $"This address was signed for another namespace than that of '{medium.Id}'. Nothing was dispatched.");
    }

    // The signature tells one address from another, and is kept as a hash of itself: a table is no place for what opens an address.
    private static string DispatchId(HttpRequest request) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request.Query["sig"].ToString())))[..32];
}
