using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.Runtime;
using DreamLake.Hosting.Tables;

namespace DreamLake.Serving.Lake;

/// <summary>Tells an engine that is away for now, for which a process waits, from one that will never let it in.</summary>
internal static class EngineFault
{
    private const int TooManyRequests = 429;
    private const int ServerErrors = 500;

    /// <summary>Whether a fault may pass by itself: nobody listens yet, a start or a stop is under way, no answer came in time.</summary>
    /// <remarks>
    /// A wrong password, a certificate that is not trusted, a missing right or a bucket of somebody else's does not: a person has to act.
    /// </remarks>
    public static bool MayPass(Exception fault)
    {
        if (DatabaseFault.Of(fault) is { IsTransient: true }) return true;
        for (var inner = fault; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case HttpRequestException { InnerException: AuthenticationException }:
                    return false;
                case SocketException or TimeoutException or HttpRequestException:
                    return true;
                case AmazonServiceException answered:
                    if (MayPass(answered)) return true;
                    break;
            }
        }

        return false;
    }

    private static bool MayPass(AmazonServiceException answered) =>
        answered.StatusCode != default && (int)answered.StatusCode is >= ServerErrors or TooManyRequests
            && answered.StatusCode != HttpStatusCode.NotImplemented;
}
