using DreamLake.Disk;
using DreamLake.Engine.Stages;
using DreamLake.Engine.State;

namespace DreamLake.Engine.Steps;

/// <summary>The beginning of step 2: has an upload for this process alone.</summary>
/// <param name="store">Where states and their locks are.</param>
/// <param name="time">The clock for waits.</param>
internal sealed class TakeLocks(StateStore store, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);

    /// <summary>Takes the locks of a target and of its content; waits for another target's upload of the same content.</summary>
    /// <exception cref="UploadException">Another process uploads the same, or the folder cannot be written.</exception>
    public async Task<LockedUpload> RunAsync(IdentifiedFile file, CancellationToken cancellationToken)
    {
        HeldLock? target = null;
        file.Upload.Progress.Begin(UploadStepName.FindState);
        try
        {
            target = store.TryLock(file.Sha256, file.Target.Tag, out var holder) ?? throw new UploadException(
                UploadError.StateLocked, $"'{file.Path}' is being uploaded already, by {holder}.",
                "Wait for it, or stop it; then run the same command again.");
            var (content, wasStoredMeanwhile) = await TakeContentAsync(file, cancellationToken).ConfigureAwait(false);
            var locked = new LockedUpload(file, target, content, wasStoredMeanwhile);
            target = null;
            return locked;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw StateErrors.OfLocking(store.Folder, fault);
        }
        finally
        {
            target?.Dispose();
        }
    }

    // Another upload of the same content, to another target, sends its bytes to the same key: this one waits until they are stored.
    // The lock goes by the 16 digits of the hash, because state files are named by those. Of two contents that share them one waits for
    // the other, needlessly but harmlessly.
    // A state of that content that was seen while waiting, and is gone afterwards, means that it was stored: its upload came to its end.
    private async Task<(HeldLock Content, bool WasStoredMeanwhile)> TakeContentAsync(
        IdentifiedFile file, CancellationToken cancellationToken)
    {
        var wasSeen = false;
        for (var isFirst = true; ; isFirst = false)
        {
            if (store.TryLock(file.Hash, null, out var holder) is { } content) return (content, wasSeen && !HasStates(file));
            if (isFirst) file.Upload.Note($"waits for the same content, which is being uploaded by {holder}");
            wasSeen |= HasStates(file);
            await Task.Delay(LookAgain, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool HasStates(IdentifiedFile file) =>
        store.OfContentNow(file.Hash).Any(entry => !entry.State.IsPromised && StateOwnership.IsOfSameBytes(entry.State, file));
}
