namespace DreamLake.Hosting;

/// <summary>Why a request was refused, as the one word that metrics count it by.</summary>
public static class RefusalReason
{
    /// <summary>The namespace has no room for the bytes.</summary>
    public const string Bytes = "bytes";

    /// <summary>The namespace may have no further content.</summary>
    public const string Objects = "objects";

    /// <summary>As many uploads are under way as may be.</summary>
    public const string OpenUploads = "open_uploads";

    /// <summary>As many files wait to be split as may.</summary>
    public const string WaitingJobs = "waiting_jobs";

    /// <summary>There were as many requests in this second as there may be.</summary>
    public const string RequestsPerSecond = "requests_per_second";
}
