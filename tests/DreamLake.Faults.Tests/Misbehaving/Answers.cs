using DreamLake.Engine.Tests.Lake;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Faults.Tests.Misbehaving;

/// <summary>What comes in place of the lake's answer.</summary>
internal static class Answers
{
    /// <summary>An error of the lake's, with the code that S3 would give.</summary>
    public static Task RefuseAsync(HttpContext context, int status, bool isS3) => !isS3
        ? FakeLake.Problem(context, status, "of the test")
        : FakeLake.S3Error(context, status, status switch
        {
            400 => "RequestTimeout",
            403 => "AccessDenied",
            404 => "NoSuchUpload",
            503 => "SlowDown",
            _ => "InternalError",
        }, "of the test");

    /// <summary>What no lake answers by itself.</summary>
    public static Task InsteadAsync(HttpContext context, string kind, bool isS3)
    {
        switch (kind)
        {
            case "redirect":
                context.Response.Redirect("http://elsewhere.invalid/login?sig=topsecret");
                return Task.CompletedTask;
            case "captive-portal":
                context.Response.ContentType = "text/html";
                context.Response.Headers.ETag = "\"of-the-page\"";
                return context.Response.WriteAsync("<html><body>Welcome to Hotel Wifi</body></html>");
            case "200-without-etag":
                return Task.CompletedTask;
            case "expire-urls":
                return FakeLake.S3Error(context, 403, "AccessDenied", "Request has expired");
            case "skew-clock":
                return FakeLake.S3Error(
                    context,
                    403,
                    "RequestTimeTooSkewed",
                    "The difference between the request time and the current time is too large.");
            case "damage-bytes":
                return FakeLake.S3Error(context, 400, "BadDigest", "The CRC32C you specified did not match what we received.");
            case "200-with-error" when isS3:
                return FakeLake.S3Error(context, 200, "InternalError", "of the test");
            default:
                return context.Response.WriteAsync("""{"success":false,"error":"InternalError: of the test"}""");
        }
    }

    /// <summary>Lets the lake act, and keeps its answer.</summary>
    public static async Task<byte[]> HeldBackAsync(HttpContext context, Func<Task> next)
    {
        var wire = context.Response.Body;
        using var held = new MemoryStream();
        context.Response.Body = held;
        try
        {
            await next();
        }
        finally
        {
            context.Response.Body = wire;
        }

        return held.ToArray();
    }

    /// <summary>Writes a body in place of the lake's.</summary>
    public static Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body).AsTask();
    }
}
