using System.Globalization;
using System.Net;
using System.Text.Json;
using DreamLake.Engine.Content;
using DreamLake.Engine.Resilience;
using DreamLake.Protocol;

namespace DreamLake.Engine.Services;

/// <summary>BSS, as an uploading client knows it.</summary>
internal sealed class BssClient(ControlCalls calls, Pipelines pipelines)
{
    /// <summary>BSS's address.</summary>
    public Uri Address => calls.Address;

    /// <summary>
    /// Starts a multipart upload. Where it goes in a batch, the URLs that <paramref name="item"/> asks for come with the answer; alone, the
    /// lake is not asked for any.
    /// </summary>
    public Task<OpenedMultipart> InitAsync(AssetType type, InitItem item, CancellationToken cancellationToken)
    {
        var alone = new InitRequest(item.Owner, item.Project, item.Hash, item.ContentType, item.Sha256, item.Size);
        return calls.PostGatheredAsync(
            pipelines.Control,
            Multipart(type, "init"),
            Multipart(type, "init-batch"),
            new GatheredMessage(
                JsonSerializer.SerializeToUtf8Bytes(alone, RequestJson.Default.InitRequest),
                JsonSerializer.SerializeToUtf8Bytes(item, RequestJson.Default.InitItem)),
            ProtocolJson.Default.InitItemResponse,
            answer => answer is { UploadId: { Length: > 0 } uploadId, Key: { Length: > 0 } key }
                ? new OpenedMultipart(uploadId, key, answer.ChecksumAlgorithm, answer.Stored) { Signed = SignedIn(answer) }
                : throw Lacking("init", "uploadId or key"),
            cancellationToken);
    }

    /// <summary>Signs parts: part number → presigned URL. The map may come bare or under <c>parts</c>.</summary>
    public Task<Dictionary<int, Uri>> SignAsync(
        AssetType type, string uploadId, string key, PartsToSign parts, CancellationToken cancellationToken) => calls.PostAsync(
        pipelines.Control,
        Multipart(type, "parts"),
        new SignPartsRequest(uploadId, key, parts.Numbers, parts.Checksums, parts.SecondsToLive),
        RequestJson.Default.SignPartsRequest,
        ProtocolJson.Default.JsonDocument,
        answer => parts.Numbers.ToDictionary(
            number => number, number => UrlIn(answer.RootElement, number) ?? throw Lacking("parts", $"a URL for part {number}")),
        cancellationToken);

    /// <summary>Which parts S3 has; null where the multipart upload is known no more.</summary>
    public async Task<IReadOnlyList<PartDone>?> PartsDoneAsync(
        AssetType type, string uploadId, string key, CancellationToken cancellationToken)
    {
        try
        {
            var path = $"{Multipart(type, "parts-done")}?uploadId={Uri.EscapeDataString(uploadId)}&key={Uri.EscapeDataString(key)}";
            var answer = await calls.GetAsync(pipelines.Control, path, ProtocolJson.Default.PartsDoneResponse, cancellationToken)
                .ConfigureAwait(false);
            return answer.Expired == true ? null : answer.Parts ?? [];
        }
        catch (LakeException fault) when (fault.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Completes the multipart upload: with every part of its file, which the type of <paramref name="parts"/> sees to.</summary>
    /// <exception cref="LakeException">Refused: an error inside a 200 is one all the same.</exception>
    public Task CompleteAsync(AssetType type, string uploadId, string key, EveryPart parts, CancellationToken cancellationToken)
    {
        var request = new CompleteRequest(uploadId, key, parts.Parts);
        // S3 may take minutes over a file of many parts: nobody else's answer waits for it.
        return parts.Parts.Count > 1
            ? calls.PostAsync(
                pipelines.Complete, Multipart(type, "complete"), request, RequestJson.Default.CompleteRequest,
                ProtocolJson.Default.SuccessResponse, Completed, cancellationToken)
            : calls.PostGatheredAsync(
                pipelines.Complete, Multipart(type, "complete"), Multipart(type, "complete-batch"),
                new GatheredMessage(JsonSerializer.SerializeToUtf8Bytes(request, RequestJson.Default.CompleteRequest)),
                ProtocolJson.Default.SuccessResponse, Completed, cancellationToken);
    }

    /// <summary>Ends a multipart upload and frees its parts. Only ever when a person asks.</summary>
    public Task AbortAsync(AssetType type, AbortRequest request, CancellationToken cancellationToken) => calls.PostAsync(
        pipelines.Control,
        Multipart(type, "abort"),
        request,
        RequestJson.Default.AbortRequest,
        ProtocolJson.Default.SuccessResponse,
        answer => answer,
        cancellationToken);

    /// <summary>Registers stored content as media.</summary>
    public Task<NewMedia> RegisterAsync(AssetType type, RegisterMediaRequest request, CancellationToken cancellationToken) =>
        calls.PostGatheredAsync(
        pipelines.Control,
        type.BssPrefix,
        type.BssPrefix + "/batch",
        new GatheredMessage(JsonSerializer.SerializeToUtf8Bytes(request, RequestJson.Default.RegisterMediaRequest)),
        ProtocolJson.Default.RegisterMediaResponse,
        answer => answer is { Id: { Length: > 0 } id }
            ? new NewMedia(id, answer.EntryCount, answer.Status, answer.Verified)
            : throw Lacking("the registration", "id"),
        cancellationToken);

    /// <summary>How far the lake is with a medium; null where it knows none.</summary>
    public async Task<MediaStatus?> FindStatusAsync(AssetType type, string id, CancellationToken cancellationToken)
    {
        var path = $"{type.BssPrefix}/status?ids={Uri.EscapeDataString(id)}";
        var statuses = await calls.GetAsync(pipelines.Control, path, ProtocolJson.Default.IReadOnlyListMediaStatus, cancellationToken)
            .ConfigureAwait(false);
        return statuses.FirstOrDefault(status => status?.Id == id);
    }

    /// <summary>Has the lake read its copy of a medium again, when its turn comes.</summary>
    public Task VerifyAsync(AssetType type, string id, CancellationToken cancellationToken) => calls.PostAsync(
        pipelines.Control,
        new Uri($"{calls.Address.AbsoluteUri.TrimEnd('/')}{type.BssPrefix}/{Uri.EscapeDataString(id)}/verify"),
        cancellationToken);

    /// <summary>A presigned address of a medium's content; null where BSS does not know it, or has no such route.</summary>
    public async Task<string?> TryDownloadAsync(AssetType type, string id, string @namespace, CancellationToken cancellationToken)
    {
        var path = $"{type.BssPrefix}/{Uri.EscapeDataString(id)}/download?namespace={Uri.EscapeDataString(@namespace)}";
        try
        {
            var answer = await calls.GetAsync(pipelines.Control, path, ProtocolJson.Default.DownloadResponse, cancellationToken)
                .ConfigureAwait(false);
            return answer.Url;
        }
        catch (LakeException fault) when (fault.Status is 404 or 405)
        {
            return null;
        }
    }

    /// <summary>The digests of ranges of a medium's content; null where BSS does not know them, or has no such route.</summary>
    public async Task<RangeDigests?> TryDigestsAsync(AssetType type, string id, string @namespace, CancellationToken cancellationToken)
    {
        var path = $"{type.BssPrefix}/{Uri.EscapeDataString(id)}/digests?namespace={Uri.EscapeDataString(@namespace)}";
        try
        {
            return await calls.GetAsync(pipelines.Control, path, ProtocolJson.Default.RangeDigests, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (LakeException fault) when (fault.Error is not (UploadError.LakeUnreachable or UploadError.TokenRefused))
        {
            // A help and no more: without it, what is there is held against what its ranges had when they came.
            return null;
        }
    }

    private static Uri? UrlIn(JsonElement answer, int number)
    {
        var map = answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("parts", out var inner) ? inner : answer;
        return map.ValueKind == JsonValueKind.Object
            && map.TryGetProperty(number.ToString(CultureInfo.InvariantCulture), out var url)
            && url.ValueKind == JsonValueKind.String
            && SignedAddress.TryRead(url.GetString(), out var address) ? address : null;
    }

    private static Dictionary<int, Uri> SignedIn(InitItemResponse answer)
    {
        var signed = new Dictionary<int, Uri>();
        foreach (var (number, url) in answer.Parts ?? new Dictionary<string, string>())
        {
            // One that cannot be read is signed once more, when its part is sent.
            if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var part)
                && SignedAddress.TryRead(url, out var address)) signed[part] = address;
        }

        return signed;
    }

    private static SuccessResponse Completed(SuccessResponse answer)
    {
        if (answer.Success == true && answer.Error is not { Length: > 0 }) return answer;
        var reason = answer.Error ?? answer.Detail ?? answer.Title;
        // Neither a word of success nor of an error: the registration tells, because BSS registers nothing that is not stored.
        if (answer.Success is null && reason is not { Length: > 0 } && answer.Status is null or < 400) return answer;
        var text = Redaction.Clean(reason ?? "no reason given");
        throw new LakeException(ResponseClassifier.OfService((int)HttpStatusCode.InternalServerError, text),
            $"BSS could not complete the upload: {text.TrimEnd('.')}.") { Code = text };
    }

    private static string Multipart(AssetType type, string call) => $"{type.BssPrefix}/upload/multipart/{call}";

    // A document that lacks what the protocol promises is torn or another's: like one that is no JSON, it may be whole the next time.
    private static LakeException Lacking(string call, string what) =>
        new(ResponseClassifier.OfUnreadable(isPage: false), $"BSS's answer to {call} lacks {what}.");
}

/// <summary>A multipart upload that BSS has begun.</summary>
/// <param name="UploadId">S3's id of it.</param>
/// <param name="Key">The key in the staging pool.</param>
/// <param name="ChecksumAlgorithm"><c>CRC32C</c> where BSS offers to have S3 check the parts.</param>
/// <param name="IsStored">Whether the lake has the content, proven; null where it does not tell contents apart by their whole
/// SHA-256.</param>
internal sealed record OpenedMultipart(string UploadId, string Key, string? ChecksumAlgorithm, bool? IsStored)
{
    /// <summary>The URLs that came along, by part number; empty where none did.</summary>
    public IReadOnlyDictionary<int, Uri> Signed { get; init; } = new Dictionary<int, Uri>();
}

/// <summary>Parts that BSS is to sign.</summary>
/// <param name="Numbers">Which.</param>
/// <param name="Checksums">Base64 CRC-32C by part number; null where BSS did not offer it.</param>
/// <param name="SecondsToLive">How long the URLs are to live.</param>
internal sealed record PartsToSign(IReadOnlyList<int> Numbers, IReadOnlyDictionary<string, string>? Checksums, int SecondsToLive);

/// <summary>Media that BSS has registered.</summary>
/// <param name="Id">BSS's id.</param>
/// <param name="EntryCount">Entries of a label or text track, where BSS told.</param>
/// <param name="Status">One of <see cref="AssetStatus"/>, where BSS reads contents back and has not yet.</param>
/// <param name="Verified">The proof of its bytes, where BSS told.</param>
internal sealed record NewMedia(string Id, long? EntryCount, string? Status = null, VerifiedContent? Verified = null);
