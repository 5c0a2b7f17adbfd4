using DreamLake.Bss.Tables;
using DreamLake.Hosting;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Bss.Media;

/// <summary>Who may read a medium and its streams: the owner by a bearer token, or anybody by a signed address.</summary>
internal sealed class MediaAccess(MediaRegistry registry, SignedUrl signedUrl)
{
    /// <summary>The medium, for those who may read it; null for those who showed nothing at all (401).</summary>
    /// <exception cref="RefusalException">403: it is another's, or the address was altered or has expired. 404: there is no such
    /// medium.</exception>
    public async Task<Medium?> FindAsync(AssetType type, string id, HttpContext http, CancellationToken cancellationToken)
    {
        if (http.Request.IsSigned(signedUrl))
        {
            var signed = await registry.GetAsync(type, id, cancellationToken);
            return IsSignedFor(signed, http.Request) ? signed : throw RefusalException.NotYours();
        }

        if (http.User.Identity?.IsAuthenticated == true)
        {
            var medium = await registry.GetAsync(type, id, cancellationToken);
            return http.User.Owns(medium.Owner, medium.Project) ? medium : throw RefusalException.NotYours();
        }

        return http.Request.Query.ContainsKey("sig")
            ? throw new RefusalException(
                StatusCodes.Status403Forbidden, "This address was altered or has expired. List the asset again for a fresh one.")
            : null;
    }

    // DreamLake Server signs whatever id was registered with it, for the namespace of its asset; whose the medium is, is known here.
    private static bool IsSignedFor(Medium medium, HttpRequest request) =>
        !request.Query.TryGetValue("namespace", out var named) || named == medium.Owner;
}
