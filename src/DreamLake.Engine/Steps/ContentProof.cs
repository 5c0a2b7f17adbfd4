using DreamLake.Engine.Resilience;
using DreamLake.Engine.Services;
using DreamLake.Engine.Stages;
using DreamLake.Protocol;

namespace DreamLake.Engine.Steps;

/// <summary>
/// Holds what was resumed from another client's state against the file: that state said nothing of its content, and parts that were sent
/// before may be another content's whose SHA-256 begins with the same 16 digits. It is believed once the lake has proven it.
/// </summary>
internal sealed class ContentProof(BssClient bss, TimeProvider time)
{
    /// <summary>Returns once the medium is proven to be the file's content, or where the lake proves nothing.</summary>
    /// <exception cref="LakeException">It is other content: the upload starts over.</exception>
    public async Task AwaitAsync(IdentifiedFile file, NewMedia media, CancellationToken cancellationToken)
    {
        var (status, verified) = (media.Status, media.Verified);
        if (status is null && verified is null)
        {
            file.Upload.Note("another client began this upload, and the lake does not prove contents: that its parts were of this file " +
                "is told by 16 digits of its hash alone", isWarning: true);
            return;
        }

        for (var pause = LookAgain.First; verified is null; pause = LookAgain.After(pause))
        {
            if (status is AssetStatus.Rejected or AssetStatus.Damaged) throw IsOther();
            if (pause == LookAgain.First) file.Upload.Note("another client began this upload; waits until the lake has proven its content");
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            var now = await bss.FindStatusAsync(file.Target.Type, media.Id, cancellationToken).ConfigureAwait(false) ?? throw IsOther();
            (status, verified) = (now.Status, now.Verified);
        }

        if (verified.Sha256 != file.Sha256) throw IsOther();
    }

    private static LakeException IsOther()
    {
        var startOver = new ResponseClass(RetryDecision.StartOver, UploadError.ServiceFailed, "Run the same command again.");
        return new LakeException(startOver, "the parts that another client had sent are not of this file");
    }
}
