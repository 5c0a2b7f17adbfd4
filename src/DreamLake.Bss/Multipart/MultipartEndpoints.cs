using System.Security.Claims;
using DreamLake.Bss.S3;
using DreamLake.Bss.Uploads;
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

    private static Task<InitResponse> InitAsync(
        InitRequest request, ClaimsPrincipal bearer, UploadStart start, CancellationToken cancellationToken)
    {
        var owner = UploadRules.Name(request.Owner, "owner");
        var project = UploadRules.Name(request.Project, "project");
        var hash = UploadRules.Hash(request.Hash, "hash");
        var key = UploadRules.Key(owner, project, hash);
        var contentType = UploadRules.ContentType(request.ContentType);
        var sha256 = UploadRules.Sha256(request.Sha256, hash, "hash");
        var size = UploadRules.Size(request.Size);
        if (!bearer.Owns(owner)) throw RefusalException.NotYours(bearer, owner, project);
        return start.BeginAsync(
            new UploadPromise(owner, project, UploadHash.SixteenOf(hash), key, contentType, sha256, size), cancellationToken);
    }

    private static async Task<SignPartsResponse> SignPartsAsync(
        SignPartsRequest request, ClaimsPrincipal bearer, KnownUploads uploads, PartUrls urls, CancellationToken cancellationToken)
    {
        var (uploadId, key) = UploadRules.Upload(request.UploadId, request.Key, bearer);
        var numbers = UploadRules.PartNumbers(request.PartNumbers);
        var checksums = UploadRules.Checksums(request.Checksums);
        var lifetime = UploadRules.Lifetime(request.ExpiresIn);
        var upload = await uploads.GetAsync(uploadId, key, cancellationToken);
        if (!upload.TakesParts) throw StagingUploads.NoSuchUpload(uploadId);
        return new SignPartsResponse(await urls.SignAsync(upload.S3Key, uploadId, numbers, checksums, lifetime));
    }

    private static async Task<PartsDoneResponse> PartsDoneAsync(
        string? uploadId, string? key, ClaimsPrincipal bearer, KnownUploads uploads, CancellationToken cancellationToken)
    {
        (uploadId, key) = UploadRules.Upload(uploadId, key, bearer);
        var parts = await uploads.FindPartsAsync(uploadId, key, cancellationToken);
        return new PartsDoneResponse(Expired: parts is null, parts ?? []);
    }

    private static async Task<SuccessResponse> CompleteAsync(
        CompleteRequest request, ClaimsPrincipal bearer, KnownUploads uploads, Completion completion, CancellationToken cancellationToken)
    {
        var (uploadId, key) = UploadRules.Upload(request.UploadId, request.Key, bearer);
        var parts = UploadRules.Parts(request.Parts);
        await completion.CompleteAsync(await uploads.GetAsync(uploadId, key, cancellationToken), parts, cancellationToken);
        return new SuccessResponse(true);
    }

    private static async Task<SuccessResponse> AbortAsync(
        AbortRequest request, ClaimsPrincipal bearer, KnownUploads uploads, CancellationToken cancellationToken)
    {
        var (uploadId, key) = UploadRules.Upload(request.UploadId, request.Key, bearer);
        await uploads.AbortAsync(uploadId, key, cancellationToken);
        return new SuccessResponse(true);
    }
}
