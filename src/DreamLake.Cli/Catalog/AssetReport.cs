using System.Text.Json.Serialization;
using DreamLake.Cli.Screen;
using DreamLake.Engine;
using DreamLake.Protocol;

namespace DreamLake.Cli.Catalog;

/// <summary>An asset, for scripts: a line of <c>--json</c>.</summary>
internal sealed record AssetReport(
    string Id, string Type, string Episode, string Name, long? Size, string? Sha256, DateTimeOffset? CreatedAt, DateTimeOffset? ModifiedAt,
    DateTimeOffset? SupersededAt, DateTimeOffset? TrashedAt, string? Status, string? StatusReason, VerifiedContent? Verified,
    Incomplete? Incomplete,
    AssetMetadata? Metadata, string? BssId, string? PlaylistUrl)
{
    /// <summary>The report of an asset.</summary>
    public static AssetReport Of(LakeAsset asset) => new(
        asset.Id, asset.Type.Word, asset.Episode.ToString(), asset.Name.Path, asset.Size, asset.Sha256, asset.CreatedAt, asset.ModifiedAt,
        asset.SupersededAt, asset.TrashedAt, asset.Status, asset.StatusReason, asset.Verified, asset.Incomplete, asset.Metadata,
        asset.BssId, asset.PlaylistUrl);
}

/// <summary>An episode, for scripts.</summary>
internal sealed record EpisodeReport(string Episode, long Assets, long Bytes)
{
    /// <summary>The report of an episode.</summary>
    public static EpisodeReport Of(LakeEpisode episode) => new(episode.Address.ToString(), episode.Assets, episode.Bytes);
}

/// <summary>What came of a file that was to be received, for scripts.</summary>
internal sealed record ReceiveReport(
    string Path, string Outcome, string Episode, string Name, string Type, string AssetId, long Size, long BytesReceived, string? Sha256,
    double Seconds, ReportedError? Error)
{
    /// <summary>The report of a result.</summary>
    public static ReceiveReport Of(ReceiveResult result) => new(
        result.Request.Path, System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(result.Outcome.ToString()),
        result.Request.Asset.Episode.ToString(), result.Request.Asset.Name.Path, result.Request.Asset.Type.Word, result.Request.Asset.Id,
        result.Size, result.BytesReceived, result.Sha256, Math.Round(result.Duration.TotalSeconds, 3),
        ReportedError.Of(result.Error));
}

/// <summary>These reports as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AssetReport))]
[JsonSerializable(typeof(EpisodeReport))]
[JsonSerializable(typeof(ReceiveReport))]
internal sealed partial class CatalogJson : JsonSerializerContext;
