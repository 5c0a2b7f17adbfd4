using DreamLake.Engine.Content;
using DreamLake.Engine.Stages;
using DreamLake.Engine.State;

namespace DreamLake.Engine.Lookup;

/// <summary>Decides by what the lake has under a file's name whether the file is sent, replaces another, or is refused.</summary>
/// <param name="store">Where states are, and what was hashed is remembered.</param>
/// <param name="options">Whether files are sent again, and whether any may be replaced.</param>
internal sealed class StoredNames(StateStore store, UploadOptions options)
{
    /// <summary>
    /// The asset of a file that the lake has already, found without reading the file: it is surely the one that was hashed. Else null.
    /// </summary>
    /// <exception cref="UploadException">Nothing may be replaced, and another content has the name.</exception>
    public async Task<string?> FindUnreadAsync(
        Upload upload, FileIdentity identity, AskedRequest asked, CancellationToken cancellationToken)
    {
        if (options.NoClobber) EnsureFree(upload, await asked.AnswerAsync(cancellationToken).ConfigureAwait(false), identity.Size);
        if (options.SendsAgain || options.Rehash) return null;
        if (store.HashedFiles.Find(Path.GetFullPath(upload.Request.Path), identity) is not { } sha256) return null;
        var answer = await asked.AnswerAsync(cancellationToken).ConfigureAwait(false);
        if (!answer.Has(sha256, identity.Size) || IsPending(upload.Target, sha256)) return null;
        upload.Progress.Planned(PartPlan.For(identity.Size, options.PartSize));
        upload.Progress.Identified(sha256);
        return answer.Asset!.Id;
    }

    /// <summary>The asset of an identified file that the lake has already; null where it has to be brought there.</summary>
    public string? Find(IdentifiedFile file, NameAnswer answer) =>
        !options.SendsAgain && answer.Has(file.Sha256, file.Plan.FileSize) && !IsPending(file.Target, file.Sha256)
            ? answer.Asset!.Id
            : null;

    /// <summary>The asset whose name an identified file takes, which is told; null where it takes nobody's.</summary>
    /// <exception cref="UploadException">Nothing may be replaced.</exception>
    public string? FindReplaced(IdentifiedFile file, NameAnswer answer)
    {
        if (answer.OtherThan(file.Sha256) is not { } other) return null;
        if (options.NoClobber) throw NameErrors.Taken(file.Upload.Request, file.Target, other);
        file.Upload.Note(
            $"replaces the asset {other}: {file.Target.Name} has another content in {file.Target.Episode}; the old version stays there",
            isWarning: true);
        return other;
    }

    private static void EnsureFree(Upload upload, NameAnswer answer, long size)
    {
        if (!answer.IsOffered) throw NameErrors.NotPromised(upload);
        // Contents of another size are others: a large file need not be read to know it.
        if (answer.Asset is { Id: { } other, Size: { } present } && present != size)
            throw NameErrors.Taken(upload.Request, upload.Target, other);
    }

    // An upload whose last steps are still to do goes along its road, so that they are done and its state goes.
    private bool IsPending(UploadTarget target, string sha256) => store.OfContent(sha256[..16]).Any(entry =>
        entry.State.Target == target.ToState() && entry.State.Type == target.Type && entry.State.Lake?.Name == target.Lake.Name);
}
