using System.Security.Claims;
using DreamLake.Bss.Measures;
using DreamLake.Bss.S3;
using DreamLake.Bss.Uploads;
using DreamLake.Hosting;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace DreamLake.Bss.Multipart;

/// <summary><c>init-batch</c> and <c>complete-batch</c>: many small files cost a call of each, and not one for each file.</summary>
internal static class MultipartBatches
{
    /// <summary>Maps them.</summary>
    public static void Map(RouteGroupBuilder group)
    {
        group.MapPost("/init-batch", (
            BatchCallRequest request, ClaimsPrincipal bearer, UploadItems items, UploadStart start, PartUrls urls, BssMeter meter,
            CancellationToken cancellationToken) =>
            items.AnswerEachAsync<InitItem, InitItemResponse>(
                request, item => InitAsync(item, bearer, start, urls, meter, cancellationToken), cancellationToken))
            .TakesLargeBodies();
        group.MapPost("/complete-batch", (
            BatchCallRequest request, ClaimsPrincipal bearer, UploadItems items, KnownUploads uploads, Completion completion,
            CancellationToken cancellationToken) => CompleteAsync(request, bearer, items, uploads, completion, cancellationToken))
            .TakesLargeBodies();
    }

    private static Task<BatchCallResponse> CompleteAsync(
        BatchCallRequest request, ClaimsPrincipal bearer, UploadItems items, KnownUploads uploads, Completion completion,
        CancellationToken cancellationToken)
    {
        var turns = new TurnsByUpload();
        return items.AnswerEachAsync<CompleteRequest, SuccessResponse>(
            request, item => turns.AnswerAsync(
                item.UploadId, () => MultipartEndpoints.CompleteAsync(item, bearer, uploads, completion, cancellationToken),
                cancellationToken),
            cancellationToken);
    }

    private static async Task<InitItemResponse> InitAsync(
        InitItem item, ClaimsPrincipal bearer, UploadStart start, PartUrls urls, BssMeter meter, CancellationToken cancellationToken)
    {
        // Before anything is begun: what cannot be signed is told of at once.
        var numbers = item.Sign is { } sign ? UploadRules.PartNumbers(sign) : null;
        var checksums = UploadRules.Checksums(item.Checksums);
        var lifetime = UploadRules.Lifetime(item.ExpiresIn);
        var (answer, s3Key) = await start.BeginAsync(UploadPromise.Of(item, bearer), cancellationToken);
        var hasParts = numbers is not null && answer.Stored != true;
        var parts = hasParts
            ? await urls.SignAsync(
                s3Key, answer.UploadId!, numbers!, answer.ChecksumAlgorithm is null ? NoChecksums : checksums, lifetime)
            : null;
        meter.Signed(parts?.Count ?? 0);
        return new InitItemResponse(answer.UploadId, answer.Key, answer.ChecksumAlgorithm, answer.Stored) { Parts = parts };
    }

    private static Dictionary<string, string> NoChecksums { get; } = [];
}
