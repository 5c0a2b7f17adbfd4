using DreamLake.Bss.Contents;
using DreamLake.Bss.Tables;
using DreamLake.Lambda;
using DreamLake.Protocol;

namespace DreamLake.Bss.Media;

/// <summary>How far the lake is with a medium: what is known of its bytes, and how far its split is.</summary>
/// <param name="Status">One of <see cref="AssetStatus"/>.</param>
/// <param name="Reason">Why, or what it waits for.</param>
/// <param name="Verified">The proof of its bytes, where there is one.</param>
/// <param name="Metadata">What the split found out.</param>
internal sealed record MediaState(string Status, string? Reason, VerifiedContent? Verified, MediaMetadata? Metadata)
{
    /// <summary>Where its split lies, for <see cref="StreamKeys"/>; null until it is done.</summary>
    public string? Place { get; init; }

    /// <summary>Whether its bytes are known not to be those that were promised.</summary>
    public bool IsBroken => Status is AssetStatus.Rejected or AssetStatus.Damaged;
}

/// <summary>Puts the states of media together.</summary>
internal sealed class MediaStates(ContentTable contents, JobQueue jobs, PendingSplits splits)
{
    private const string AwaitsSecondLook = "The split met other bytes than were verified; the lake reads the content back once more.";
    private const string AwaitsProof = "The lake reads the content back from S3 before it is split.";

    /// <summary>The state of one.</summary>
    public async Task<MediaState> FindAsync(Medium medium, CancellationToken cancellationToken) =>
        (await FindAsync([medium], cancellationToken))[medium.Id];

    /// <summary>The states of several, by their ids.</summary>
    public async Task<IReadOnlyDictionary<string, MediaState>> FindAsync(
        IReadOnlyCollection<Medium> media, CancellationToken cancellationToken)
    {
        var ids = media.Select(medium => medium.Id).ToList();
        var known = await contents.FindAsync(media.Select(medium => medium.ContentId).ToHashSet(), cancellationToken);
        var reports = (await jobs.FindAsync(ids, cancellationToken)).ToDictionary(report => report.MediaId);
        var waiting = await splits.FindAsync(ids, cancellationToken);
        return media.ToDictionary(
            medium => medium.Id,
            medium =>
            Of(medium, known.GetValueOrDefault(medium.ContentId), reports.GetValueOrDefault(medium.Id), waiting.Contains(medium.Id)));
    }

    private static MediaState Of(Medium medium, Content? content, JobReport? report, bool isWaiting) => content switch
    {
        { State: ContentState.Rejected } => new(AssetStatus.Rejected, content.Reason, null, null),
        { State: ContentState.Damaged } => new(AssetStatus.Damaged, content.Reason, null, null),
        { Sha256: { } sha256 } when medium.Sha256 is { } told && told != sha256 =>
            new(AssetStatus.Rejected, $"Its bytes have the SHA-256 {sha256}, and {told} was told at registration.", null, null),
        // A split that was asked for anew waits for the proof, whatever came of the one before it.
        _ when isWaiting && report is not { Status: AssetStatus.Ready } =>
            new(AssetStatus.Processing, AwaitsProof, ProofOf(medium, content), null),
        // No end as yet: it is split once more, or damaged.
        _ when report is { IsDoubted: true } => new(AssetStatus.Processing, AwaitsSecondLook, ProofOf(medium, content), null),
        _ when report is not null => new(report.Status, report.Reason, ProofOf(medium, content), report.Metadata)
        {
            Place = report.Place,
        },
        _ => new(AssetStatus.Stored, null, ProofOf(medium, content), null),
    };

    /// <summary>The proof of a medium's bytes; null where there is none.</summary>
    public static VerifiedContent? ProofOf(Medium medium, Content? content) =>
        content is { State: ContentState.Proven, Sha256: { } sha256, VerifiedAt: { } at } && (medium.Sha256 ?? sha256) == sha256
        ? new VerifiedContent(sha256, at, (content.Promised ?? medium.Sha256) is null ? VerifiedContent.SixteenDigits : null)
        : null;
}
