using System.Security.Claims;
using DreamLake.Hosting;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace DreamLake.Bss.Multipart;

/// <summary><c>{prefix}/upload/multipart/…</c>: steps 2, 3, 4 and 6 of the protocol, and abort. The same for every type.</summary>
internal static class MultipartEndpoints
{
    /// <summary>Maps them.</summary>
    public static void Map(RouteGroupBuilder group)
    {
        group.MapPost("/init", InitAsync);
        group.MapPost("/parts", SignPartsAsync).TakesLargeBodies();
        group.MapGet("/parts-done", PartsDoneAsync);
        group.MapPost("/complete", CompleteAsync).TakesLargeBodies();
        group.MapPost("/abort", AbortAsync);
    }

    private static async Task<InitResponse> InitAsync(
        InitRequest request, ClaimsPrincipal bearer, StagingUploads uploads, BssOptions options, CancellationToken cancellationToken)
    {
        var owner = UploadRules.Name(request.Owner, "owner");
        var project = UploadRules.Name(request.Project, "project");
        var hash = UploadRules.Hash(request.Hash, "hash");
        var key = UploadRules.Key(owner, project, hash);
        var contentType = UploadRules.ContentType(request.ContentType);
        if (!bearer.Owns(owner)) throw RefusalException.NotYours(owner);

        var uploadId = await uploads.CreateAsync(key, contentType, cancellationToken);
        return new InitResponse(uploadId, key, options.OffersDigests ? "CRC32C" : null);
    }

    private static async Task<SignPartsResponse> SignPartsAsync(SignPartsRequest request, ClaimsPrincipal bearer, PartUrls urls)
    {
        var (uploadId, key) = UploadRules.Upload(request.UploadId, request.Key, bearer);
        var numbers = UploadRules.PartNumbers(request.PartNumbers);
        var checksums = UploadRules.Checksums(request.Checksums);
        var lifetime = UploadRules.Lifetime(request.ExpiresIn);
        return new SignPartsResponse(await urls.SignAsync(key, uploadId, numbers, checksums, lifetime));
    }

    private static async Task<PartsDoneResponse> PartsDoneAsync(
        string? uploadId, string? key, ClaimsPrincipal bearer, StagingUploads uploads, CancellationToken cancellationToken)
    {
        (uploadId, key) = UploadRules.Upload(uploadId, key, bearer);
        var parts = await uploads.FindPartsAsync(key, uploadId, cancellationToken);
        return parts is null
            ? new PartsDoneResponse(Expired: true, [])
            : new PartsDoneResponse(Expired: false, [.. parts.Select(part => new PartDone(part.PartNumber!.Value, part.ETag, part.Size))]);
    }

    private static async Task<SuccessResponse> CompleteAsync(
        CompleteRequest request, ClaimsPrincipal bearer, StagingUploads uploads, CancellationToken cancellationToken)
    {
        var (uploadId, key) = UploadRules.Upload(request.UploadId, request.Key, bearer);
        await uploads.CompleteAsync(key, uploadId, UploadRules.Parts(request.Parts), cancellationToken);
        return new SuccessResponse(true);
    }

    private static async Task<SuccessResponse> AbortAsync(
        AbortRequest request, ClaimsPrincipal bearer, StagingUploads uploads, CancellationToken cancellationToken)
    {
        var (uploadId, key) = UploadRules.Upload(request.UploadId, request.Key, bearer);
        await uploads.AbortAsync(key, uploadId, cancellationToken);
        return new SuccessResponse(true);
    }
}
