namespace DreamLake.Engine.Resilience;

/// <summary>What an answer means for the upload.</summary>
internal enum RetryDecision
{
    /// <summary>Wait, then send the same again.</summary>
    Retry,

    /// <summary>Send the same again, but only once: if it comes back the same way, nothing will change it.</summary>
    RetryOnce,

    /// <summary>
    /// The presigned URL is used up: have the part signed again and send it at once. A fresh URL that is refused likewise stops the file.
    /// </summary>
    SignAgain,

    /// <summary>S3 lacks parts that were believed stored: ask what it has and send the rest. Once for each run.</summary>
    SendMissing,

    /// <summary>S3 knows the multipart upload no more: begin it anew. Once for each run.</summary>
    StartOver,

    /// <summary>This file cannot go on.</summary>
    StopFile,

    /// <summary>No file of the run can go on.</summary>
    StopRun,
}
