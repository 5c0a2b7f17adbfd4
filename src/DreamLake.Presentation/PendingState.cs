using DreamLake.Engine;

namespace DreamLake.Presentation;

/// <summary>How a pending upload stands, in a word or a few, for a person who looks at a list of them.</summary>
public static class PendingState
{
    /// <summary>After how long without progress S3 may have dropped what was sent: the protocol's typical lifecycle rule.</summary>
    private static readonly TimeSpan Lifecycle = TimeSpan.FromDays(7);

    /// <summary>
    /// The word: <c>Running</c>, <c>Problem</c>, <c>FileMissing</c>, <c>FileChanged</c>, <c>Expired?</c> (no progress for 7 days), or
    /// <c>Paused</c>.
    /// </summary>
    /// <param name="pending">The upload.</param>
    /// <param name="now">The time.</param>
    public static string Of(PendingUpload pending, DateTimeOffset now) => pending switch
    {
        { Problem: not null } => "Problem",
        { RunningBy: not null } => "Running",
        { File: PendingFile.Missing } => "FileMissing",
        { File: PendingFile.Changed } => "FileChanged",
        { Step: < UploadStepName.CompleteMultipart } when now - pending.LastProgress > Lifecycle => "Expired?",
        _ => "Paused",
    };

    /// <summary>What to do about one that stands badly, in one sentence; null where there is nothing to do but to resume it.</summary>
    /// <param name="pending">The upload.</param>
    public static string? AdviceOf(PendingUpload pending) => pending switch
    {
        { Problem: not null } => "Forget it, then upload the file again by its path.",
        { RunningBy: not null } => null,
        { File: PendingFile.Missing } => "Bring the file back, or forget the upload.",
        { File: PendingFile.Changed } => "Upload the file again by its path.",
        _ => null,
    };
}
