using System.Security.Claims;
using DreamLake.Hosting;
using DreamLake.Protocol;

namespace DreamLake.Bss.Uploads;

/// <summary>What a client promises at init, checked.</summary>
/// <param name="Owner">The namespace.</param>
/// <param name="Project">The space.</param>
/// <param name="Hash">The first 16 digits of the SHA-256.</param>
/// <param name="Key">The key in messages.</param>
/// <param name="ContentType">The content type that the object is stored with.</param>
/// <param name="Sha256">The whole SHA-256, where it is told.</param>
/// <param name="Size">Bytes, where they are told.</param>
internal sealed record UploadPromise(
    string Owner, string Project, string Hash, string Key, string ContentType, string? Sha256, long? Size)
{
    /// <summary>The promise of a request, where its bearer may make it.</summary>
    /// <exception cref="RefusalException">400: a field is missing or malformed. 403: the namespace is another's. 422: hashes
    /// differ.</exception>
    public static UploadPromise Of(InitRequest request, ClaimsPrincipal bearer)
    {
        var owner = UploadRules.Name(request.Owner, "owner");
        var project = UploadRules.Name(request.Project, "project");
        var hash = UploadRules.Hash(request.Hash, "hash");
        var key = UploadRules.Key(owner, project, hash);
        var contentType = UploadRules.ContentType(request.ContentType);
        var sha256 = UploadRules.Sha256(request.Sha256, hash, "hash");
        var size = UploadRules.Size(request.Size);
        return bearer.Owns(owner, project)
            ? new UploadPromise(owner, project, UploadHash.SixteenOf(hash), key, contentType, sha256, size)
            : throw RefusalException.NotYours(bearer, owner, project);
    }
}
