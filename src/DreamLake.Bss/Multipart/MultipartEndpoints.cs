using System.Security.Claims;
using DreamLake.Bss.Measures;
using DreamLake.Bss.S3;
using DreamLake.Bss.Uploads;
using DreamLake.Hosting;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace DreamLake.Bss.Multipart;

/// <summary><c>{prefix}/upload/multipart/…</c>: steps 2, 3, 4 and 6 of the protocol, and abort. The same for every type.</summary>
/// <remarks>Those for many uploads at once are <see cref="MultipartBatches"/>.</remarks>
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
        InitRequest request, ClaimsPrincipal bearer, UploadStart start, CancellationToken cancellationToken) =>
        (await start.BeginAsync(UploadPromise.Of(request, bearer), cancellationToken)).Answer;

    private static async Task<SignPartsResponse> SignPartsAsync(
        SignPartsRequest request, ClaimsPrincipal bearer, KnownUploads uploads, PartUrls urls, BssMeter meter,
        CancellationToken cancellationToken)
    {
        var (uploadId, key) = UploadRules.Upload(request.UploadId, request.Key, bearer);
        var numbers = UploadRules.PartNumbers(request.PartNumbers);
        var checksums = UploadRules.Checksums(request.Checksums);
        var lifetime = UploadRules.Lifetime(request.ExpiresIn);
        var upload = await uploads.GetAsync(uploadId, key, cancellationToken);
        if (!upload.TakesParts) throw StagingUploads.NoSuchUpload(uploadId);
        var signed = await urls.SignAsync(upload.S3Key, uploadId, numbers, checksums, lifetime);
        meter.Signed(signed.Count);
        return new SignPartsResponse(signed);
    }

    private static async Task<PartsDoneResponse> PartsDoneAsync(
        string? uploadId, string? key, ClaimsPrincipal bearer, KnownUploads uploads, CancellationToken cancellationToken)
    {
        (uploadId, key) = UploadRules.Upload(uploadId, key, bearer);
        var parts = await uploads.FindPartsAsync(uploadId, key, cancellationToken);
        return new PartsDoneResponse(Expired: parts is null, parts ?? []);
    }

    /// <summary>Step 6, of one upload.</summary>
    internal static async Task<SuccessResponse> CompleteAsync(
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
