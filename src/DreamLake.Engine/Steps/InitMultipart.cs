using DreamLake.Engine.Services;
using DreamLake.Engine.Stages;
using DreamLake.Engine.State;
using DreamLake.Protocol;

namespace DreamLake.Engine.Steps;

/// <summary>
/// Step 3: starts a multipart upload and saves the state for the first time; or learns that the lake has the content, proven.
/// </summary>
internal sealed class InitMultipart(StateStore store, BssClient bss, TimeProvider time) : IUploadStep<FreshUpload, UploadStage>
{
    /// <inheritdoc/>
    public UploadStepName Name => UploadStepName.InitMultipart;

    /// <inheritdoc/>
    public async Task<UploadStage> RunAsync(FreshUpload from, CancellationToken cancellationToken)
    {
        var file = from.File;
        var request = await RequestForAsync(file, cancellationToken).ConfigureAwait(false);
        var opened = await bss.InitAsync(file.Target.Type, request, cancellationToken).ConfigureAwait(false);
        // A lake that answers whether it has the content keeps contents of one key apart by their whole SHA-256.
        if (opened.IsStored is null) EnsureKeyIsOurs(file, opened.Key);
        var state = new UploadState
        {
            UploadId = opened.UploadId,
            Key = opened.Key,
            TotalParts = file.Plan.Count,
            ChecksumAlgorithm = opened.ChecksumAlgorithm,
            KeepsContentsApart = opened.IsStored is not null,
            Step = opened.IsStored == true ? UploadStepName.CompleteMultipart : UploadStepName.InitMultipart,
        };
        var journal = new UploadJournal(file, from.Writer, file.Describe(state, time.GetUtcNow()));
        if (opened.IsStored != true) return new OpenMultipart(from.Locked, journal) { Signed = opened.Signed };
        file.Upload.Note("the lake has the same content, proven: only registers");
        return new StoredContent(from.Locked, journal);
    }

    private static async Task<InitItem> RequestForAsync(IdentifiedFile file, CancellationToken cancellationToken)
    {
        var item = new InitItem(
            file.Target.Namespace,
            file.Target.Space,
            file.Hash,
            file.Target.Type.ContentTypeOf(file.Path),
            file.Sha256,
            file.Plan.FileSize);
        // A file of more parts is signed as they are sent: by then these URLs would be old.
        return file.Plan.Count > 1
            ? item
            : item with
            {
                Sign = [1],
                Checksums = await PresignedUrls.ChecksumsOfAsync(file, [1], cancellationToken).ConfigureAwait(false),
                ExpiresIn = PresignedUrls.SecondsToLive,
            };
    }

    // A lake that knows contents by their 16 digits alone would overwrite the other content with these bytes.
    private void EnsureKeyIsOurs(IdentifiedFile file, string key)
    {
        var isOurs = file.Upload.Stored.TryClaim(key, file.Sha256)
            && !store.OfContent(file.Hash).Any(entry => entry.State.Key == key
                && StateOwnership.IsOfOtherContent(entry.State, file)
                && !StateOwnership.IsOfAnotherLake(entry.State, file))
            && !store.CompletedKeys.HoldsOther(file.Target.Lake.Name, key, file.Sha256);
        if (isOurs) return;
        throw new UploadException(
            UploadError.SameKey,
            $"'{file.Path}' would replace another file of yours: both have the hash {file.Hash}, and the lake tells contents apart by " +
            "no more than that.",
            "No byte of it was sent, and the other file is as it was. Upload it to another space, or to a lake that knows whole SHA-256 " +
            $"digests. To replace the other one, remove '{store.CompletedKeys.FileOf(file.Sha256)}' first.");
    }
}
