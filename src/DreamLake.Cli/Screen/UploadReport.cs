using System.Text.Json;
using System.Text.Json.Serialization;
using DreamLake.Engine;
using DreamLake.Presentation;
using DreamLake.Presentation.Folders;
using DreamLake.Protocol;

namespace DreamLake.Cli.Screen;

/// <summary>What came of one file, for scripts: a line of <c>--json</c>.</summary>
internal sealed record UploadReport
{
    /// <summary>The file, as it was named.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// <c>stored</c>, <c>replaced</c>, <c>alreadyStored</c>, <c>paused</c>, <c>failed</c>, <c>skipped</c> or, of a dry run, <c>planned</c>.
    /// </summary>
    public required string Outcome { get; init; }

    /// <summary>Where it went.</summary>
    public string? Episode { get; init; }

    /// <summary>The asset's name.</summary>
    public string? Name { get; init; }

    /// <summary>The type's word.</summary>
    public string? Type { get; init; }

    /// <summary>16 hex digits.</summary>
    public string? Hash { get; init; }

    /// <summary>64 hex digits.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Bytes.</summary>
    public long Size { get; init; }

    /// <summary>Its parts.</summary>
    public int Parts { get; init; }

    /// <summary>The parts that this run sent.</summary>
    public int PartsSent { get; init; }

    /// <summary>Of a dry run, the parts that an earlier run has sent.</summary>
    public int? PartsDone { get; init; }

    /// <summary>Seconds that it was under way.</summary>
    public double Seconds { get; init; }

    /// <summary>BSS's id.</summary>
    public string? BssId { get; init; }

    /// <summary>DreamLake Server's id.</summary>
    public string? AssetId { get; init; }

    /// <summary>DreamLake Server's id of the other content that had the name.</summary>
    public string? Replaces { get; init; }

    /// <summary>Entries of a label or text track.</summary>
    public long? EntryCount { get; init; }

    /// <summary>How far the lake is with it, where that was waited for.</summary>
    public string? Status { get; init; }

    /// <summary>Why its status is what it is, where that needs saying.</summary>
    public string? StatusReason { get; init; }

    /// <summary>The proof of its bytes, where the lake has read them back.</summary>
    public VerifiedContent? Verified { get; init; }

    /// <summary>How much there is of a source that was cut short, once it is ready; left out for whole ones.</summary>
    public Incomplete? Incomplete { get; init; }

    /// <summary>Where its playlist is, once it is ready; of a lake on this machine, where <c>dreamlake serve</c> shows it.</summary>
    public string? PlaylistUrl { get; init; }

    /// <summary>What became of the file that was to be removed: <c>freed</c>, <c>kept</c> or <c>aside</c>.</summary>
    public string? Source { get; init; }

    /// <summary>Why it was not removed.</summary>
    public string? SourceReason { get; init; }

    /// <summary>Where the lake on this machine keeps its data.</summary>
    public string? Lake { get; init; }

    /// <summary>Why it was not stored, or did not come to what was waited for.</summary>
    public ReportedError? Error { get; init; }

    /// <summary>Why a file of a folder is skipped: <c>hidden</c>, <c>unknownType</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>The report of what a folder holds and the run leaves out.</summary>
    public static UploadReport Of(LeftOut left) => new()
    {
        Path = left.Path,
        Outcome = left.IsFailure ? "failed" : "skipped",
        Reason = JsonNamingPolicy.CamelCase.ConvertName(left.Reason.ToString()),
        Error = left.IsFailure
            ? new ReportedError(nameof(UploadError.FileUnreadable), $"'{left.Path}' cannot be read: {left.Detail}", "Check its rights.")
            : null,
    };

    /// <summary>The report of a file that would be uploaded.</summary>
    public static UploadReport Of(UploadRequest request, UploadPreview preview) => new()
    {
        Path = request.Path,
        Outcome = preview.IsAlreadyStored ? "alreadyStored" : "planned",
        Episode = preview.Episode.ToString(),
        Name = preview.Name.Path,
        Type = preview.Type.Word,
        Size = preview.Size,
        Parts = preview.Parts,
        Replaces = preview.Replaces,
        PartsDone = preview.IsResume ? preview.PartsDone : null,
    };

    /// <summary>The report of a result.</summary>
    public static UploadReport Of(UploadResult result, string? lakeFolder) => new()
    {
        Path = result.Request.Path,
        Outcome = JsonNamingPolicy.CamelCase.ConvertName(result.Outcome.ToString()),
        Episode = result.Episode?.ToString(),
        Name = result.Name?.Path,
        Type = result.Type?.Word,
        Hash = result.Hash,
        Sha256 = result.Sha256,
        Size = result.Size,
        Parts = result.Parts,
        PartsSent = result.PartsSent,
        Seconds = Math.Round(result.Duration.TotalSeconds, 3),
        BssId = result.BssId,
        AssetId = result.AssetId,
        Replaces = result.Replaces,
        EntryCount = result.EntryCount,
        Status = result.Asset?.Status,
        StatusReason = result.Asset?.StatusReason,
        Verified = result.Asset?.Verified,
        Incomplete = result.Asset?.Incomplete,
        PlaylistUrl = result.Asset?.PlaylistUrl,
        Lake = lakeFolder,
        Source = result.Freed is { } freed ? JsonNamingPolicy.CamelCase.ConvertName(freed.Outcome.ToString()) : null,
        SourceReason = result.Freed is { Outcome: not FreeOutcome.Freed } kept ? FreeText.ReasonOf(kept) : null,
        Error = ReportedError.Of(result.Error),
    };
}

/// <summary>An error, for scripts.</summary>
/// <param name="Id">One word for each cause (<see cref="UploadError"/>).</param>
/// <param name="Message">What happened.</param>
/// <param name="Advice">What to do.</param>
internal sealed record ReportedError(string Id, string Message, string Advice)
{
    /// <summary>An error of the engine; null for none.</summary>
    public static ReportedError? Of(UploadException? fault) =>
        fault is null ? null : new ReportedError(fault.Error.ToString(), fault.Message, ErrorAdvice.Of(fault));
}

/// <summary>Reports as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UploadReport))]
[JsonSerializable(typeof(PendingReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
