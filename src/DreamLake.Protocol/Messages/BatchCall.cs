using System.Text.Json;

namespace DreamLake.Protocol;

/// <summary>A batch call: up to <see cref="MostItems"/> bodies of the single call, which succeed and fail each by itself.</summary>
/// <param name="Items">The bodies.</param>
public sealed record BatchCallRequest(IReadOnlyList<JsonElement>? Items)
{
    /// <summary>The most items of one call.</summary>
    public const int MostItems = 100;
}

/// <summary>What a batch call answers: for each item, in the same order, the single call's answer or a <see cref="RefusedItem"/>.</summary>
/// <param name="Items">The answers.</param>
public sealed record BatchCallResponse(IReadOnlyList<JsonElement>? Items);

/// <summary>What an item is answered that the single call would have refused.</summary>
/// <param name="Status">The HTTP status that the single call would have had.</param>
/// <param name="Detail">One sentence for a person.</param>
/// <param name="Id">The id of what stands in the way, of a conflict that has one.</param>
/// <param name="RetryAfter">Seconds after which to ask again, of a 429 or 503.</param>
public sealed record RefusedItem(int Status, string? Detail, string? Id = null, int? RetryAfter = null)
{
    /// <summary>The refusal that an item's answer is; null where it is the single call's answer.</summary>
    /// <remarks>A refusal's <c>status</c> is a number. The single calls' own, where they have one, is a word.</remarks>
    /// <param name="answer">An item of <see cref="BatchCallResponse"/>.</param>
    public static RefusedItem? Of(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("status", out var status)
            && status.ValueKind == JsonValueKind.Number && status.TryGetInt32(out var number)
            ? new RefusedItem(
                number, Text(answer, "detail") ?? Text(answer, "error"), Text(answer, "id"), Number(answer, "retryAfter"))
            : null;

    private static int? Number(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : null;

    private static string? Text(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>An item of <c>init-batch</c>: <c>init</c>, and where it asks for them, the URLs of its parts.</summary>
/// <param name="Owner">The namespace.</param>
/// <param name="Project">The space.</param>
/// <param name="Hash">SHA-256 of the content, its first 16 hex digits, lower case; or all 64.</param>
/// <param name="ContentType">The content type that the object is stored with.</param>
/// <param name="Sha256">The whole SHA-256, 64 hex digits. May be left out.</param>
/// <param name="Size">Bytes of the content. May be left out.</param>
public sealed record InitItem(
    string? Owner, string? Project, string? Hash, string? ContentType, string? Sha256 = null, long? Size = null)
    : InitRequest(Owner, Project, Hash, ContentType, Sha256, Size)
{
    /// <summary>The parts to sign at once, 1 … 10,000; left out, none is.</summary>
    public IReadOnlyList<int>? Sign { get; init; }

    /// <summary>
    /// Base64 CRC-32C by part number. They are signed into the URLs where the answer offers digests of parts, and else left alone.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Checksums { get; init; }

    /// <summary>Seconds that the URLs shall live, 60 … 86,400; left out, as long as the lake lets them.</summary>
    public int? ExpiresIn { get; init; }
}

/// <summary>What an item of <c>init-batch</c> is answered.</summary>
/// <param name="UploadId">S3's id of the multipart upload.</param>
/// <param name="Key">The key in the staging pool.</param>
/// <param name="ChecksumAlgorithm"><c>CRC32C</c> where BSS offers digests of parts; else left out.</param>
/// <param name="Stored">As <c>init</c> answers it.</param>
public sealed record InitItemResponse(string? UploadId, string? Key, string? ChecksumAlgorithm = null, bool? Stored = null)
    : InitResponse(UploadId, Key, ChecksumAlgorithm, Stored)
{
    /// <summary>The presigned URLs that were asked for, by part number; left out where no part has to be sent.</summary>
    public IReadOnlyDictionary<string, string>? Parts { get; init; }
}
