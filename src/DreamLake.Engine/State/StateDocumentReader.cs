using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using DreamLake.Engine.Content;
using DreamLake.Protocol;

namespace DreamLake.Engine.State;

/// <summary>Reads state files: ours, those of other clients (four fields), and what is left of broken ones.</summary>
internal static partial class StateDocumentReader
{
    // Bytes in which the fields of a document cut short are looked for.
    private const int HeadSize = 64 * 1024;

    private static readonly HashSet<string> Ours =
    [
        "uploadId", "key", "totalParts", "completedParts", "version", "step", "type", "target", "file", "partSize",
        "partDigests", "checksumAlgorithm", "lake", "bssId", "assetId", "startedAt",
        "keepsContentsApart", "isOfUnknownContent", "isPromised", "removesSource",
    ];

    /// <summary>Reads a document; false where it is not whole JSON with the protocol's fields. Never throws on any bytes.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out UploadState? state)
    {
        state = null;
        try
        {
            using var document = Parse(bytes);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "uploadId") is not { Length: > 0 } uploadId
                || Text(root, "key") is not { Length: > 0 } key
                || Number(root, "totalParts") is not { } total || total is < 1 or > int.MaxValue
                    || NewerVersion(root) is not null) return false;
            state = new UploadState
            {
                UploadId = uploadId,
                Key = key,
                TotalParts = (int)total,
                CompletedParts = Parts(root),
                Step = Step(root),
                Type = AssetType.TryFromWord(Text(root, "type"), out var type) ? type : null,
                Target = Target(root),
                File = File(root),
                PartSize = Number(root, "partSize"),
                PartDigests = Text(root, "partDigests"),
                ChecksumAlgorithm = Text(root, "checksumAlgorithm"),
                KeepsContentsApart = IsTrue(root, "keepsContentsApart"),
                IsOfUnknownContent = IsTrue(root, "isOfUnknownContent"),
                IsPromised = IsTrue(root, "isPromised"),
                RemovesSource = IsTrue(root, "removesSource"),
                Lake = Lake(root),
                BssId = Text(root, "bssId"),
                AssetId = Text(root, "assetId"),
                StartedAt = Time(root, "startedAt"),
                Unknown = [.. root.EnumerateObject()
                .Where(field => !Ours.Contains(field.Name)).Select(field => KeyValuePair.Create(field.Name, field.Value.Clone()))],
            };
            return true;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException or DecoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>
    /// The version of a document that a later DreamLake wrote; null of one that is ours to read or to set aside. Never throws on any bytes.
    /// </summary>
    public static long? NewerVersion(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = Parse(bytes);
            return document.RootElement.ValueKind == JsonValueKind.Object ? NewerVersion(document.RootElement) : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // A document that was cut short: its first lines may still tell.
            var match = VersionField().Match(Head(bytes.Span));
            return match.Success && double.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) is var version
                ? Newer(version)
                : null;
        }
    }

    /// <summary>What a document that cannot be read still tells from its head: enough to ask BSS which parts S3 has.</summary>
    public static bool TrySalvage(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out string? uploadId, [NotNullWhen(true)] out string? key)
    {
        var head = Head(bytes);
        uploadId = Field(UploadIdField().Match(head));
        key = Field(KeyField().Match(head));
        return uploadId is not null && key is not null;
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> bytes) =>
        JsonDocument.Parse(bytes[ByteOrderMark.LengthIn(bytes.Span)..], new JsonDocumentOptions { AllowTrailingCommas = true });

    private static string Head(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, HeadSize)]);

    private static long? NewerVersion(JsonElement root) =>
        root.TryGetProperty("version", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var version)
            ? Newer(version)
            : null;

    private static long? Newer(double version) => version > StateDocument.Version ? (long)Math.Min(version, int.MaxValue) : null;

    private static string? Field(Match match)
    {
        if (!match.Success) return null;
        try
        {
            return JsonSerializer.Deserialize(match.Groups[1].Value, ProtocolJson.Default.String) is { Length: > 0 } text ? text : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // In any order; of two entries for one part the later counts; what is no entry is left out.
    private static PartDone[] Parts(JsonElement root)
    {
        if (!root.TryGetProperty("completedParts", out var list) || list.ValueKind != JsonValueKind.Array) return [];
        var parts = new Dictionary<int, PartDone>();
        foreach (var entry in list.EnumerateArray())
        {
            if (entry.ValueKind == JsonValueKind.Object && Number(entry, "partNumber") is { } number and >= 1 and <= PartPlan.MaxParts
                && Text(entry, "etag") is { Length: > 0 } etag) parts[(int)number] = new PartDone((int)number, etag);
        }

        return [.. parts.Values];
    }

    // A step counts only where the fields are there that doing it leaves behind. A word alone, from another client or a damaged file, does
    // not make bytes stored.
    private static UploadStepName Step(JsonElement root)
    {
        var name = Text(root, "step");
        var step = Enum.GetValues<UploadStepName>().FirstOrDefault(one => one.ToString() == name, UploadStepName.InitMultipart);
        if (step >= UploadStepName.RegisterInBss && Text(root, "bssId") is not { Length: > 0 }) step = UploadStepName.CompleteMultipart;
        return step >= UploadStepName.CompleteMultipart && Target(root) is null ? UploadStepName.InitMultipart : step;
    }

    private static StateTarget? Target(JsonElement root) =>
        Object(root, "target") is { } target && Text(target, "namespace") is { } @namespace && Text(target, "space") is { } space
            && Text(target, "name") is { } name
            ? new StateTarget(@namespace, space, Text(target, "episode"), name)
            : null;

    private static StateLake? Lake(JsonElement root) =>
        Object(root, "lake") is { } lake && Text(lake, "name") is { } name
            ? new StateLake(name, Text(lake, "bss"), Text(lake, "server"))
            : null;

    private static StateFile? File(JsonElement root) =>
        Object(root, "file") is { } file && Text(file, "path") is { } path && Number(file, "size") is { } size
            && Time(file, "lastWrite") is { } lastWrite
            ? new StateFile(path, new FileIdentity(size, lastWrite, Text(file, "fileId"), Time(file, "changed")), Text(file, "sha256"),
                Time(file, "hashedAt"))
            : null;

    private static JsonElement? Object(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool IsTrue(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static long? Number(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number
            : null;

    private static DateTimeOffset? Time(JsonElement parent, string name) =>
        DateTimeOffset.TryParse(Text(parent, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    [GeneratedRegex("""
        "uploadId"\s*:\s*("(?:[^"\\]|\\.)*")
        """)]
    private static partial Regex UploadIdField();

    // Indented by two spaces at most, as the document's own fields are: a "version" inside another field is not the document's.
    [GeneratedRegex("""
        ^\s{0,2}"version"\s*:\s*([0-9]+)
        """, RegexOptions.Multiline)]
    private static partial Regex VersionField();

    [GeneratedRegex("""
        "key"\s*:\s*("(?:[^"\\]|\\.)*")
        """)]
    private static partial Regex KeyField();
}
