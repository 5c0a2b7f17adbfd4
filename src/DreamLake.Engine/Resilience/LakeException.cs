namespace DreamLake.Engine.Resilience;

/// <summary>An answer that was no success, or none at all, with what it means.</summary>
internal sealed class LakeException : Exception
{
    /// <summary>A failure of which nothing is known.</summary>
    public LakeException() : this("The call failed.")
    {
    }

    /// <summary>A failure that no try mends.</summary>
    public LakeException(string message) : this(message, null!)
    {
    }

    /// <summary>A failure that no try mends, and what it came from.</summary>
    public LakeException(string message, Exception innerException)
        : this(new ResponseClass(RetryDecision.StopFile, UploadError.ServiceFailed, ""), message, innerException)
    {
    }

    /// <summary>A failed call.</summary>
    /// <param name="responseClass">What the table says of it.</param>
    /// <param name="message">What happened, without secrets.</param>
    /// <param name="inner">What it came from.</param>
    public LakeException(ResponseClass responseClass, string message, Exception? inner = null) : base(message, inner) =>
        Class = responseClass;

    /// <summary>What it means, and what the person is told once nothing more is tried.</summary>
    public ResponseClass Class { get; }

    /// <summary>What to do.</summary>
    public RetryDecision RetryDecision => Class.RetryDecision;

    /// <summary>The cause, for the person, once nothing more is tried.</summary>
    public UploadError Error => Class.Error;

    /// <summary>What to type next.</summary>
    public string Advice => Class.Advice;

    /// <summary>The HTTP status; null where no answer came.</summary>
    public int? Status { get; init; }

    /// <summary>S3's error code or the service's title, where there was one.</summary>
    public string? Code { get; init; }

    /// <summary>The id under which the service has the call in its log, where it told one.</summary>
    public string? RequestId { get; init; }

    /// <summary>The id of what stands in the way, where the service told one.</summary>
    public string? ConflictingId { get; init; }

    /// <summary>Whether it was met on the PUT of a part.</summary>
    public bool IsOfPart { get; init; }

    /// <summary>Whether nobody takes a connection at the address: refused, no route, no such host.</summary>
    public bool IsUnreachable { get; init; }

    /// <summary>
    /// Whether who has answered before is away for a while, and so is waited for: it is unreachable, a gateway answers in its place, or it
    /// says itself when to ask again.
    /// </summary>
    public bool IsOutage { get; init; }

    /// <summary>How long the service asked to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How often the call was sent before it was given up.</summary>
    public int Tries { get; private set; } = 1;

    /// <summary>Whether the call's own budget has given it up: then no other call that waited for it tries it again.</summary>
    public bool IsGivenUp { get; private set; }

    /// <summary>Nothing more is tried of the call.</summary>
    /// <param name="tries">How often it was sent.</param>
    public void GiveUp(int tries) => (Tries, IsGivenUp) = (tries, true);

    /// <summary>The same for another call that waited for the same answer: what is given up of one is not of the other.</summary>
    public LakeException Again() => new(Class, Message, InnerException)
    {
        Status = Status,
        RequestId = RequestId,
        Code = Code,
        ConflictingId = ConflictingId,
        IsOfPart = IsOfPart,
        IsUnreachable = IsUnreachable,
        IsOutage = IsOutage,
        RetryAfter = RetryAfter,
    };

    /// <summary>As the person will see it.</summary>
    /// <param name="about">What it is said of, before the rest.</param>
    public UploadException ToUploadException(string about = "") =>
        new(Error, about + (Tries > 1 ? $"{Message.TrimEnd('.')} ({Tries} tries)." : Message), Advice, this) { RequestId = RequestId };
}
