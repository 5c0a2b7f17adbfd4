using System.Security.Authentication;

namespace DreamLake.Engine.Resilience;

/// <summary>Why no answer came.</summary>
internal enum Silence
{
    /// <summary>The connection stood and broke: reset, half-closed, gone while the machine slept.</summary>
    BrokeOff,

    /// <summary>The time ran out.</summary>
    TooLate,

    /// <summary>Nobody takes a connection: refused, no route, no answer to the call.</summary>
    Unreachable,

    /// <summary>The name is no host's: misspelt, or DNS is gone.</summary>
    NoSuchHost,

    /// <summary>The certificate is not trusted: no try mends that. (A handshake that breaks off is <see cref="BrokeOff"/>.)</summary>
    NotTrusted,
}

/// <summary>Tells silences apart by the exceptions of .NET's HTTP client.</summary>
internal static class Silences
{
    /// <summary>Whether an exception says that no answer came; the rest are not the network's.</summary>
    public static bool IsSilence(this Exception fault) =>
        fault is HttpRequestException or IOException or TaskCanceledException { InnerException: TimeoutException };

    /// <summary>The silence that an exception tells of.</summary>
    public static Silence Of(Exception fault) => fault switch
    {
        // The client's own time-out is that of the connection: calls have theirs in their pipelines.
        TaskCanceledException => Silence.Unreachable,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => Silence.NoSuchHost,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => Silence.Unreachable,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: AuthenticationException } => Silence.NotTrusted,
        _ => Silence.BrokeOff,
    };

    /// <summary>The silence in words, after the name of whoever is silent.</summary>
    public static string InWords(this Silence silence) => silence switch
    {
        Silence.NoSuchHost => "cannot be found (no such host)",
        Silence.Unreachable => "cannot be reached",
        Silence.NotTrusted => "offers no trusted TLS connection",
        Silence.TooLate => "did not answer in time",
        _ => "broke off before its answer",
    };
}
