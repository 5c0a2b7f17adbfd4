using System.Security.Authentication;

namespace DreamLake.Engine.Resilience;

/// <summary>Why no answer came.</summary>
internal enum TransportFailure
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

/// <summary>Tells transport failures apart by the exceptions of .NET's HTTP client.</summary>
internal static class TransportFailures
{
    /// <summary>Whether an exception says that no answer came; the rest are not the network's.</summary>
    public static bool IsTransportFailure(this Exception fault) =>
        fault is HttpRequestException or IOException or TaskCanceledException { InnerException: TimeoutException };

    /// <summary>The failure that an exception tells of.</summary>
    public static TransportFailure Of(Exception fault) => fault switch
    {
        // The client's own time-out is that of the connection: calls have theirs in their pipelines.
        TaskCanceledException => TransportFailure.Unreachable,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => TransportFailure.NoSuchHost,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => TransportFailure.Unreachable,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: AuthenticationException } =>
        TransportFailure.NotTrusted,
        _ => TransportFailure.BrokeOff,
    };

    /// <summary>Whether nobody takes a connection at the address.</summary>
    public static bool IsUnreachable(this TransportFailure failure) =>
        failure is TransportFailure.Unreachable or TransportFailure.NoSuchHost;

    /// <summary>The failure in words, after the name of whoever did not answer.</summary>
    public static string InWords(this TransportFailure failure) => failure switch
    {
        TransportFailure.NoSuchHost => "cannot be found (no such host)",
        TransportFailure.Unreachable => "cannot be reached",
        TransportFailure.NotTrusted => "offers no trusted TLS connection",
        TransportFailure.TooLate => "did not answer in time",
        _ => "broke off before its answer",
    };
}
