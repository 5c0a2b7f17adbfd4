using System.Net;

namespace DreamLake.Engine.Services;

/// <summary>A gateway, a load balancer or a proxy that stands before a service and answers while that is away.</summary>
internal static class Gateway
{
    /// <summary>Whether a status may be a gateway's: 502, 503 or 504. Services say 503 of themselves as well.</summary>
    public static bool MaySay(HttpStatusCode status) =>
        status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}
