using DreamLake.Engine.Content;
using DreamLake.Engine.State;
using DreamLake.Protocol;

namespace DreamLake.Engine.Stages;

/// <summary>
/// A file whose content is known, or promised: what was hashed, how it is cut into parts, and whether it is still so.
/// </summary>
/// <param name="upload">Whose file it is.</param>
/// <param name="identity">What told it from others, taken before it was hashed.</param>
/// <param name="plan">Its parts.</param>
/// <param name="known">Its digests.</param>
/// <param name="hashedAt">When its hash was begun.</param>
/// <param name="content">Tells whether it still has the bytes that were hashed.</param>
internal sealed class IdentifiedFile(
    Upload upload, FileIdentity identity, PartPlan plan, IKnownContent known, DateTimeOffset hashedAt,
    UnchangedContent content) : IAsyncDisposable
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

    /// <summary>Its whole SHA-256, 64 hex digits: what was read, or what is promised and not yet proven.</summary>
    public string Sha256 => known.Sha256;

    /// <summary>Whether all of it was read and has that SHA-256. Nothing of it is completed, registered or called stored before.</summary>
    public bool IsProven => known.IsProven;

    /// <summary>When it was last written; null where that lies beyond the years that can be told.</summary>
    public DateTimeOffset? LastWrite =>
        identity.LastWrite > DateTimeOffset.MinValue && identity.LastWrite < DateTimeOffset.MaxValue.AddSeconds(-1)
            ? identity.LastWrite
            : null;

    /// <summary>Its content's name in the lake: 16 hex digits.</summary>
    public string Hash => Sha256[..16];

    /// <summary>The key in the staging pool.</summary>
    public string Key => StagingKey.For(Target.Namespace, Target.Space, Hash);

    /// <summary>Whether a part was read for its digest by now.</summary>
    public bool HasRead(int partNumber) => known.HasRead(partNumber);

    /// <summary>The CRC-32C of a part, as soon as it is read.</summary>
    /// <exception cref="UploadException">The file cannot be read, or is not what was promised.</exception>
    public ValueTask<uint> DigestOfPartAsync(int partNumber, CancellationToken cancellationToken) =>
        known.OfPartAsync(partNumber, cancellationToken);

    /// <summary>Waits until the file is proven to have its SHA-256; at once where it was hashed.</summary>
    /// <exception cref="UploadException">The file cannot be read, or is not what was promised.</exception>
    public Task ProveAsync(CancellationToken cancellationToken) => known.ProveAsync(cancellationToken);

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
        File = new StateFile(System.IO.Path.GetFullPath(Path), identity, Sha256, IsProven ? hashedAt : null),
        PartSize = plan.PartSize,
        PartDigests = known.ProvenParts,
        IsPromised = !IsProven,
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
    public async ValueTask DisposeAsync()
    {
        await known.DisposeAsync().ConfigureAwait(false);
        content.Dispose();
    }
}
