using DreamLake.Protocol;

namespace DreamLake.Engine.Resilience;

/// <summary>What an answer means and what the person is told once nothing more is tried.</summary>
internal readonly record struct ResponseClass(RetryDecision RetryDecision, UploadError Error, string Advice);

/// <summary>The one place that decides what an answer means: a row for each case, the first that fits counts.</summary>
/// <remarks>
/// S3 is judged by its error code before its status, because 400 and 403 each mean both "again" and "never". docs/resilience.md is this
/// table for people.
/// </remarks>
internal static class ResponseClassifier
{
    private const string Rerun = "What was sent is kept; run the same command again to go on.";
    private const string Room =
        "Your file, and what was sent of it, are kept. Remove what is not needed from the lake ('dreamlake remove'), have it purged or ask "
        + "for more room; then run the same command again.";
    private const string KeptHere = "What came is kept; run the same command again to go on.";
    private const string Admin = "Tell whoever runs the lake. " + Rerun;
    private const string Portal = "Something between this machine and the lake answers in its place (a captive portal, a proxy?). " + Rerun;
    private const string Connect = "Check that the lake runs there and that its addresses are right; what was sent is kept.";
    private const string Token = "Give a valid token of this lake and run the same command again; what was sent is kept.";
    private const string Clocks = "The clocks of BSS and S3 disagree; this machine's does not matter. " + Admin;
    private const string Damaged = "The bytes that arrived are not those that were hashed: check disk and memory, then run again.";
    private const string TooLarge = "S3 takes parts of 5 GiB at most, and the lake may allow less. " + Admin;

    /// <summary>What S3's answer to the PUT of a part means.</summary>
    /// <param name="code">The code of S3's error document, where there was one.</param>
    /// <param name="text">The document's message: S3 says "Request has expired" under the code AccessDenied.</param>
    /// <param name="status">The HTTP status; of an error inside a 200, 500.</param>
    public static ResponseClass OfS3(string? code, string text, int status) => (code, status) switch
    {
        ("RequestTimeout" or "SlowDown" or "InternalError" or "ServiceUnavailable" or "IncompleteBody" or "OperationAborted", _)
                                                  => new(RetryDecision.Retry,     UploadError.PartFailed,          Rerun),
        ("AccessDenied", _) when text.Contains("expired", StringComparison.OrdinalIgnoreCase)
                                                  => new(RetryDecision.SignAgain, UploadError.PartRejected,        Clocks),
        ("ExpiredToken" or "RequestExpired", _)   => new(RetryDecision.SignAgain, UploadError.PartRejected,        Clocks),
        ("RequestTimeTooSkewed", _)               => new(RetryDecision.SignAgain, UploadError.PartRejected,        Clocks),
        ("BadDigest" or "XAmzContentChecksumMismatch", _)
                                                  => new(RetryDecision.RetryOnce, UploadError.PartRejected,        Damaged),
        ("NoSuchUpload", _)                       => new(RetryDecision.StartOver, UploadError.PartFailed,          Rerun),
        ("EntityTooLarge", _)                     => new(RetryDecision.StopFile,  UploadError.PartRejected,        TooLarge),
        ("SignatureDoesNotMatch" or "InvalidAccessKeyId", _)
                                                  => new(RetryDecision.StopFile,  UploadError.PartRejected,
                                                             "BSS signs with other credentials than S3 knows. " + Admin),
        ("AccessDenied", _)                       =>
        new(RetryDecision.StopFile,  UploadError.PartRejected,        "S3 does not let this be written. " + Admin),
        (not null, 507)                           =>
        new(RetryDecision.StopFile,  UploadError.ServiceFailed,       "The staging pool is full. " + Admin),
        ("TemporaryRedirect" or "PermanentRedirect" or "Redirect", _)
                                                  => new(RetryDecision.StopFile,  UploadError.PartRejected,
                                                             "The bucket is at another endpoint than the one that BSS signs for. " + Admin),
        (_, 407 or 511)                           => new(RetryDecision.StopFile,  UploadError.AnswerNotUnderstood, Portal),
        (_, >= 300 and < 400)                     => new(RetryDecision.StopFile,  UploadError.AnswerNotUnderstood, Portal),
        (_, 408 or 429 or >= 500)                 => new(RetryDecision.Retry,     UploadError.PartFailed,          Rerun),
        _                                         => new(RetryDecision.StopFile,  UploadError.PartRejected,        Admin),
    };

    /// <summary>What an answer of BSS, of DreamLake Server or of the Lambda's address means.</summary>
    /// <param name="status">The HTTP status; of an error inside a 200, 500.</param>
    /// <param name="text">What it says: BSS names S3's error code in it where S3 refused.</param>
    public static ResponseClass OfService(int status, string text) => status switch
    {
        _ when Names(text, "InvalidPart")      =>
            new(RetryDecision.SendMissing, UploadError.ServiceFailed, "S3 does not have the parts that it confirmed. " + Admin),
        _ when Names(text, "NoSuchUpload")     => new(RetryDecision.StartOver,   UploadError.ServiceFailed, Rerun),
        409 when Names(text, "OperationAborted") || Names(text, "ConditionalRequestConflict")
                               => new(RetryDecision.Retry,    UploadError.ServiceFailed,       Rerun),
        401                    => new(RetryDecision.StopRun,  UploadError.TokenRefused,        Token),
        403                    => new(RetryDecision.StopFile, UploadError.NotYours,
                   "Use an address in a namespace of your own, or a token that may write there."),
        413 when Names(text, QuotaWord.Exceeded) => new(RetryDecision.StopFile, UploadError.NamespaceFull, Room),
        413 or 422             =>
        new(RetryDecision.StopFile, UploadError.ContentRefused,      "The state is kept; mend the file, or ask whoever runs the lake."),
        407 or 511             => new(RetryDecision.StopFile, UploadError.AnswerNotUnderstood, Portal),
        408 or 425 or 429      => new(RetryDecision.Retry,    UploadError.ServiceFailed,       Rerun),
        501 or 505 or 507      => new(RetryDecision.StopFile, UploadError.ServiceFailed,       Admin),
        >= 500                 => new(RetryDecision.Retry,    UploadError.ServiceFailed,       Rerun),
        >= 300 and < 400       => new(RetryDecision.StopFile, UploadError.AnswerNotUnderstood, Portal),
        _                      => new(RetryDecision.StopFile, UploadError.RequestRefused,      Admin),
    };

    /// <summary>What it means that a gateway answers in the place of a service that answered before: as if nobody listened there.</summary>
    public static ResponseClass OfGateway => new(RetryDecision.Retry, UploadError.LakeUnreachable, Connect);

    /// <summary>What it means that whoever gives tokens gave none: the same as a token that is refused, without asking the lake.</summary>
    public static ResponseClass OfNoToken => new(RetryDecision.StopRun, UploadError.TokenRefused, Token);

    /// <summary>What it means that a success cannot be read: a page for people never becomes an answer, a torn document may.</summary>
    public static ResponseClass OfUnreadable(bool isPage) => isPage
        ? new(RetryDecision.StopFile, UploadError.AnswerNotUnderstood, Portal)
        : new(RetryDecision.Retry,    UploadError.AnswerNotUnderstood, Rerun);

    /// <summary>What it means that no answer came from a service.</summary>
    public static ResponseClass OfTransportFailure(TransportFailure failure) => failure switch
    {
        TransportFailure.NotTrusted  =>
            new(RetryDecision.StopRun, UploadError.LakeUnreachable, "The lake's certificate is not trusted here. " + Connect),
        TransportFailure.Unreachable or TransportFailure.NoSuchHost
                            => new(RetryDecision.Retry,   UploadError.LakeUnreachable, Connect),
        _                   => new(RetryDecision.Retry,   UploadError.ServiceFailed,   Rerun),
    };

    /// <summary>What it means that no answer came to the PUT of a part.</summary>
    public static ResponseClass OfS3TransportFailure(TransportFailure failure) => failure switch
    {
        TransportFailure.NotTrusted  =>
            new(RetryDecision.StopFile, UploadError.PartFailed, "S3's certificate is not trusted here. " + Admin),
        TransportFailure.Unreachable or TransportFailure.NoSuchHost
                            => new(RetryDecision.Retry,    UploadError.PartFailed,
                                "BSS signs for this address of S3, so it has to be reachable from here. " + Rerun),
        _                   => new(RetryDecision.Retry,    UploadError.PartFailed, Rerun),
    };

    /// <summary>What S3's refusal of a range means.</summary>
    /// <param name="code">The code of S3's error document, where there was one.</param>
    /// <param name="text">The document's message.</param>
    /// <param name="status">The HTTP status.</param>
    public static ResponseClass OfRange(string? code, string text, int status) => (code, status) switch
    {
        (_, 412 or 416)         => OfChangedObject,
        ("NoSuchKey", _) or (_, 404 or 410)
                                => new(RetryDecision.StopFile, UploadError.NotInLake, "Tell whoever runs the lake: its object is gone."),
        _ => OfS3(code, text, status) is var known && known.RetryDecision is RetryDecision.Retry or RetryDecision.SignAgain
            ? new ResponseClass(known.RetryDecision, UploadError.RangeFailed, KeptHere)
            : new ResponseClass(RetryDecision.StopFile, UploadError.RangeFailed, "Tell whoever runs the lake. " + KeptHere),
    };

    /// <summary>What it means that the object is another than when the first of its ranges came.</summary>
    public static ResponseClass OfChangedObject =>
        new(RetryDecision.StopFile, UploadError.ObjectChanged, "Nothing was written under the file's name; run the same command again.");

    /// <summary>What it means that bytes came which nobody asked for: it may be better the next time.</summary>
    public static ResponseClass OfWrongRange => new(RetryDecision.RetryOnce, UploadError.RangeFailed, KeptHere);

    // A code is a word of its own, so that "InvalidPart" is not found in "InvalidPartOrder".
    private static bool Names(string text, string code)
    {
        var at = text.IndexOf(code, StringComparison.Ordinal);
        return at >= 0 && (at + code.Length == text.Length || !char.IsAsciiLetterOrDigit(text[at + code.Length]));
    }
}
