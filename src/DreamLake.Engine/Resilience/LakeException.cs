namespace DreamLake.Engine.Resilience;

/// <summary>An answer that was no success, or none at all, with what it means.</summary>
internal sealed class LakeException : Exception
{
    /// <summary>A fault.</summary>
    /// <param name="meaning">What the table says of it.</param>
    /// <param name="message">What happened, without secrets.</param>
    /// <param name="inner">What it came from.</param>
    public LakeException(ResponseMeaning meaning, string message, Exception? inner = null) : base(message, inner) => ResponseMeaning = meaning;

    /// <summary>What it means, and what the person is told once nothing more is tried.</summary>
    public ResponseMeaning ResponseMeaning { get; }

    /// <summary>What to do.</summary>
    public RetryDecision RetryDecision => ResponseMeaning.RetryDecision;

    /// <summary>The cause, for the person, once nothing more is tried.</summary>
    public UploadError Error => ResponseMeaning.Error;

    /// <summary>What to type next.</summary>
    public string Advice => ResponseMeaning.Advice;

    /// <summary>The HTTP status; null where no answer came.</summary>
    public int? Status { get; init; }

    /// <summary>S3's error code or the service's title, where there was one.</summary>
    public string? Code { get; init; }

    /// <summary>Whether it was met on the PUT of a part.</summary>
    public bool IsOfPart { get; init; }

    /// <summary>How long the service asked to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How often the call was sent before it was given up.</summary>
    public int Tries { get; set; } = 1;

    /// <summary>As the person will see it.</summary>
    public UploadException ToUploadException() => new(Error, Tries > 1 ? $"{Message.TrimEnd('.')} ({Tries} tries)." : Message, Advice, this);
}
