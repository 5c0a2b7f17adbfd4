using System.Text.Json;
using System.Text.Json.Serialization;
using DreamLake.Engine;
using DreamLake.Protocol;

namespace DreamLake.Presentation;

/// <summary>What was compared, when and by which digests, for other tools: a line of JSON, from both faces alike.</summary>
/// <param name="Path">The file; left out of what is only in the lake.</param>
/// <param name="Outcome">same, notStored, differs, notYetVerified, onlyInLake or failed.</param>
/// <param name="Reason">Why it is not the same, or could not be compared.</param>
/// <param name="Lake">The lake's name.</param>
/// <param name="Episode">Where it is, with its namespace.</param>
/// <param name="Name">The asset's name.</param>
/// <param name="Type">The type's word.</param>
/// <param name="Size">Bytes of the file.</param>
/// <param name="Sha256">The file's whole SHA-256, read from the disk.</param>
/// <param name="AssetId">DreamLake Server's id.</param>
/// <param name="LakeSize">Bytes, as the lake says.</param>
/// <param name="LakeSha256">The SHA-256 that the lake was told at registration.</param>
/// <param name="Status">The lake's status of it.</param>
/// <param name="Verified">The lake's proof.</param>
/// <param name="Deep">Whether the lake was asked to read its copy again.</param>
/// <param name="ComparedAt">When, UTC.</param>
/// <param name="Error">The word for why it could not be compared.</param>
public sealed record CheckReport(
    string? Path, string Outcome, string? Reason, string Lake, string? Episode, string? Name, string? Type, long? Size, string? Sha256,
    string? AssetId, long? LakeSize, string? LakeSha256, string? Status, VerifiedContent? Verified, bool Deep, DateTimeOffset ComparedAt,
    string? Error)
{
    /// <summary>The line of a result.</summary>
    /// <param name="result">The result.</param>
    /// <param name="lake">The lake's name.</param>
    /// <param name="isDeep">Whether the lake was asked to read its copy again.</param>
    public static string LineOf(CheckResult result, string lake, bool isDeep)
    {
        var report = new CheckReport(
            result.Path, JsonNamingPolicy.CamelCase.ConvertName(result.Outcome.ToString()), result.Reason, lake,
            result.Episode?.ToString(), result.Name?.Path, result.Type?.Word, result.Size, result.Sha256, result.Asset?.Id,
            result.Asset?.Size, result.Asset?.Sha256, result.Asset?.Status, result.Asset?.Verified, isDeep, result.ComparedAt,
            result.Error?.Error.ToString());
        return JsonSerializer.Serialize(report, CheckJson.Default.CheckReport);
    }
}

/// <summary>The report as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CheckReport))]
internal sealed partial class CheckJson : JsonSerializerContext;
