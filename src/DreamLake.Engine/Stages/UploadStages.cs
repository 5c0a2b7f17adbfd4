using DreamLake.Engine.Content;
using DreamLake.Engine.State;

namespace DreamLake.Engine.Stages;

/// <summary>How far an upload has come, with all that the next step needs: each step takes one of these and answers a later one.</summary>
/// <param name="Locked">The upload, in nobody else's hands.</param>
/// <param name="Writer">Where its state is written.</param>
internal abstract record UploadStage(LockedUpload Locked, IStateWriter Writer)
{
    /// <summary>Its file.</summary>
    public IdentifiedFile File => Locked.File;
}

/// <summary>Nothing that an earlier run left is of use: a multipart upload has to be begun.</summary>
internal sealed record FreshUpload(LockedUpload Locked, IStateWriter Writer) : UploadStage(Locked, Writer);

/// <summary>A multipart upload is open at S3: parts can be sent.</summary>
internal sealed record OpenMultipart(LockedUpload Locked, UploadJournal Journal) : UploadStage(Locked, Journal.Writer)
{
    /// <summary>URLs that came with its beginning, by part number. Never saved.</summary>
    public IReadOnlyDictionary<int, Uri> Signed { get; init; } = new Dictionary<int, Uri>();
}

/// <summary>S3 has every part: the multipart upload can be completed.</summary>
internal sealed record WholeMultipart(OpenMultipart Multipart, EveryPart Parts) : UploadStage(Multipart.Locked, Multipart.Writer);

/// <summary>The bytes are stored: they can be registered with BSS.</summary>
internal sealed record StoredContent(LockedUpload Locked, UploadJournal Journal) : UploadStage(Locked, Journal.Writer);

/// <summary>BSS has it as media: it can be registered with DreamLake Server.</summary>
/// <param name="Locked">The upload.</param>
/// <param name="Journal">Its state.</param>
/// <param name="BssId">BSS's id.</param>
internal sealed record RegisteredMedia(LockedUpload Locked, UploadJournal Journal, string BssId) : UploadStage(Locked, Journal.Writer);

/// <summary>DreamLake Server has it as an asset: what remains is to have it split.</summary>
/// <param name="Locked">The upload.</param>
/// <param name="Journal">Its state.</param>
/// <param name="LambdaUrl">Where the Lambda is triggered, null where there is none. Never saved.</param>
internal sealed record RegisteredAsset(LockedUpload Locked, UploadJournal Journal, Uri? LambdaUrl) : UploadStage(Locked, Journal.Writer);

/// <summary>All is done, and the state is gone.</summary>
internal sealed record FinishedUpload(LockedUpload Locked, IStateWriter Writer) : UploadStage(Locked, Writer);
