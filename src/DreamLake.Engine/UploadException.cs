namespace DreamLake.Engine;

/// <summary>What went wrong, as one word: stable, for programs and for whoever adds advice of its own. One word for each cause.</summary>
public enum UploadError
{
    /// <summary>There is no such file.</summary>
    FileNotFound,

    /// <summary>The file cannot be read.</summary>
    FileUnreadable,

    /// <summary>The file is not as it was when it was hashed.</summary>
    FileChanged,

    /// <summary>The type can be told neither from the extension nor from what was asked for.</summary>
    UnknownType,

    /// <summary>The address or the asset's name does not parse.</summary>
    InvalidName,

    /// <summary>The state folder cannot be read.</summary>
    StateUnreadable,

    /// <summary>The state folder cannot be written.</summary>
    StateUnwritable,

    /// <summary>Another process has this upload in hand.</summary>
    StateLocked,

    /// <summary>Another program, a virus scanner say, holds the state file open.</summary>
    StateBusy,

    /// <summary>A later DreamLake wrote the state: it is left alone.</summary>
    StateNewer,

    /// <summary>The state does not say enough to finish the upload by: another DreamLake client began it.</summary>
    StateIncomplete,

    /// <summary>The upload was begun at another lake than the one in use.</summary>
    OtherLake,

    /// <summary>No lake answers at the address.</summary>
    LakeUnreachable,

    /// <summary>The token is missing or was refused.</summary>
    TokenRefused,

    /// <summary>The token may not do this: the namespace is another's.</summary>
    NotYours,

    /// <summary>The lake refused the content: malformed labels, say.</summary>
    ContentRefused,

    /// <summary>Another content of this machine has the same key, at a lake that tells the two not apart.</summary>
    SameKey,

    /// <summary>The lake refused a request for good.</summary>
    RequestRefused,

    /// <summary>S3 refused a part.</summary>
    PartRejected,

    /// <summary>A part could not be sent after all tries.</summary>
    PartFailed,

    /// <summary>A service failed, or went on failing after all tries.</summary>
    ServiceFailed,

    /// <summary>An answer was none of the protocol's: something else listens there, or stands in between.</summary>
    AnswerNotUnderstood,

    /// <summary>The upload was cancelled.</summary>
    Interrupted,

    /// <summary>The lake read the bytes back, and they are not those that were sent.</summary>
    ContentRejected,

    /// <summary>The lake could make no stream of it. The file itself is stored.</summary>
    SplitFailed,

    /// <summary>It is stored, but the lake does not tell what was waited for.</summary>
    StatusUnknown,

    /// <summary>The lake has no such asset, or its content is gone.</summary>
    NotInLake,

    /// <summary>The lake does not serve the content: it is rejected or damaged.</summary>
    NotServed,

    /// <summary>A range could not be received after all tries.</summary>
    RangeFailed,

    /// <summary>The object changed while it was received.</summary>
    ObjectChanged,

    /// <summary>The bytes that came are not those that the lake says it has.</summary>
    ContentDiffers,

    /// <summary>A file of other content has the name already.</summary>
    FileExists,

    /// <summary>The file cannot be written where it was to go.</summary>
    FileUnwritable,

    /// <summary>The disk has no room for the file.</summary>
    DiskFull,

    /// <summary>Another content has the name in the lake, and it was asked that none is replaced.</summary>
    NameTaken,

    /// <summary>The namespace has no room for the file: what it may hold in the lake is used up.</summary>
    NamespaceFull,

    /// <summary>The file is not what a checksum file beside it says.</summary>
    ChecksumDiffers,
}

/// <summary>
/// Why a file was not uploaded, found or received: what happened, what is safe, what to do next. Its text holds no secrets.
/// </summary>
public sealed class UploadException : Exception
{
    /// <summary>An error of which nothing is known.</summary>
    public UploadException() : this("The upload failed.")
    {
    }

    /// <summary>An error of no cause of its own.</summary>
    /// <param name="message">What happened, in one sentence.</param>
    public UploadException(string message) : this(UploadError.ServiceFailed, message, "")
    {
    }

    /// <summary>An error of no cause of its own.</summary>
    /// <param name="message">What happened, in one sentence.</param>
    /// <param name="innerException">What it came from.</param>
    public UploadException(string message, Exception innerException) : this(UploadError.ServiceFailed, message, "", innerException)
    {
    }

    /// <summary>An error with its advice.</summary>
    /// <param name="error">The cause, as one word.</param>
    /// <param name="message">What happened, in one sentence.</param>
    /// <param name="advice">What is safe and what to do next, in one sentence.</param>
    /// <param name="inner">What it came from.</param>
    public UploadException(UploadError error, string message, string advice, Exception? inner = null) : base(message, inner)
    {
        Error = error;
        Advice = advice;
    }

    /// <summary>The cause, as one word.</summary>
    public UploadError Error { get; }

    /// <summary>What is safe and what to do next.</summary>
    public string Advice { get; }

    /// <summary>The id under which the lake's service has the call in its log; null where none answered, or told one.</summary>
    public string? RequestId { get; init; }

    /// <summary>Whether running again as it is can finish the upload: then it is paused, not failed.</summary>
    public bool IsPause =>
        Error is UploadError.LakeUnreachable or UploadError.TokenRefused or UploadError.PartFailed or UploadError.ServiceFailed
        or UploadError.AnswerNotUnderstood or UploadError.Interrupted or UploadError.StateBusy or UploadError.RangeFailed;

    /// <summary>Whether no other file of the run can fare better: no lake, or a refused token.</summary>
    public bool StopsRun => Error is UploadError.LakeUnreachable or UploadError.TokenRefused;
}
