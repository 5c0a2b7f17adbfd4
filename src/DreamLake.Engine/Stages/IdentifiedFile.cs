using DreamLake.Engine.Content;
using DreamLake.Engine.State;
using DreamLake.Protocol;

namespace DreamLake.Engine.Stages;

/// <summary>A file whose content is known: what was hashed, how it is cut into parts, and whether it is still so.</summary>
/// <param name="upload">Whose file it is.</param>
/// <param name="identity">What told it from others, taken before it was hashed.</param>
/// <param name="plan">Its parts.</param>
/// <param name="digest">Its digests.</param>
/// <param name="hashedAt">When its hash was begun.</param>
/// <param name="content">Tells whether it still has the bytes that were hashed.</param>
internal sealed class IdentifiedFile(
    Upload upload, FileIdentity identity, PartPlan plan, ContentDigest digest, DateTimeOffset hashedAt,
    UnchangedContent content) : IDisposable
{
    /// <summary>Whose file it is.</summary>
    public Upload Upload => upload;

    /// <summary>Where it goes.</summary>
    public UploadTarget Target => upload.Target;

    /// <summary>The path by which it was asked for.</summary>
    public string Path => upload.Request.Path;

    /// <summary>What told it from others, taken before it was hashed.</summary>
    public FileIdentity Identity => identity;

    /// <summary>Its parts.</summary>
    public PartPlan Plan => plan;

    /// <summary>Its digests.</summary>
    public ContentDigest Digest => digest;

    /// <summary>When it was last written; null where that lies beyond the years that can be told.</summary>
    public DateTimeOffset? LastWrite =>
        identity.LastWrite > DateTimeOffset.MinValue && identity.LastWrite < DateTimeOffset.MaxValue.AddSeconds(-1)
            ? identity.LastWrite
            : null;

    /// <summary>Its content's name in the lake: 16 hex digits.</summary>
    public string Hash => digest.Hash;

    /// <summary>The key in the staging pool.</summary>
    public string Key => StagingKey.For(Target.Namespace, Target.Space, Hash);

    /// <summary>Stops where the file is not the one that was hashed.</summary>
    /// <exception cref="UploadException">It changed: nothing of it is completed.</exception>
    public async Task EnsureUnchangedAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await content.DifferenceAsync(cancellationToken).ConfigureAwait(false) is { } difference) throw Changed(upload, difference);
        }
        catch (FileNotFoundException fault)
        {
            throw Changed(upload, "it is no longer there", fault);
        }
    }

    /// <summary>The state with everything in it that this client adds to the protocol's four fields.</summary>
    public UploadState Describe(UploadState state, DateTimeOffset now) => state with
    {
        Type = Target.Type,
        Target = Target.ToState(),
        File = new StateFile(System.IO.Path.GetFullPath(Path), identity, digest.Sha256, hashedAt),
        PartSize = plan.PartSize,
        PartDigests = digest.PartsText,
        Lake = Target.Lake,
        StartedAt = state.StartedAt ?? now,
    };

    /// <summary>The error for a file that changed under way.</summary>
    /// <param name="upload">Whose file it is.</param>
    /// <param name="difference">What changed, in words.</param>
    /// <param name="inner">What it came from.</param>
    public static UploadException Changed(Upload upload, string difference, Exception? inner = null) => new(
        UploadError.FileChanged,
        $"'{upload.Request.Path}' changed while it was uploaded: {difference}.",
        "Nothing of it was completed, and the state of the old content is kept. "
            + "Let whatever writes the file finish, then run the same command again.",
        inner);

    /// <inheritdoc/>
    public void Dispose() => content.Dispose();
}
