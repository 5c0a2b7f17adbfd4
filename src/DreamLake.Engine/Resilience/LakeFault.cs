namespace DreamLake.Engine.Resilience;

/// <summary>An answer that was no success, or none at all, with what it means.</summary>
internal sealed class LakeFault : Exception
{
    public LakeFault(Verdict verdict, UploadError error, string message, string advice, Exception? inner = null) : base(message, inner)
    {
        Verdict = verdict;
        Error = error;
        Advice = advice;
    }

    /// <summary>What to do.</summary>
    public Verdict Verdict { get; }

    /// <summary>The cause, for the person, once nothing more is tried.</summary>
    public UploadError Error { get; }

    /// <summary>What to type next.</summary>
    public string Advice { get; }

    /// <summary>The HTTP status; null where no answer came.</summary>
    public int? Status { get; init; }

    /// <summary>S3's error code or the service's title, where there was one.</summary>
    public string? Code { get; init; }

    /// <summary>How long the service asked to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>As the person will see it.</summary>
    public UploadException ToUploadException() => new(Error, Message, Advice, this);
}
