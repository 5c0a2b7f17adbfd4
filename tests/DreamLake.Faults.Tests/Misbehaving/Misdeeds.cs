using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Faults.Tests.Misbehaving;

/// <summary>How each fault is done to a request.</summary>
public static class Misdeeds
{
    /// <summary>Does a fault to a request, which the lake may see before, after or not at all.</summary>
    public static async Task DoAsync(Fault fault, HttpContext context, Func<Task> next)
    {
        var isPut = fault.Place == Place.Put;
        switch (fault.Kind)
        {
            case "return":
                await ReadAsync(context, fault.Bytes);
                await Answers.RefuseAsync(context, fault.Status, isPut);
                break;
            case "stall":
                context.Request.Body = new PacedBody(
                    context.Request.Body,
                    stallAt: fault.Bytes,
                    fault.Time,
                    bytesPerSecond: null,
                    context.RequestAborted);
                await next();
                break;
            case "slow":
                context.Request.Body = new PacedBody(context.Request.Body, stallAt: null, default, fault.Bytes, context.RequestAborted);
                await next();
                break;
            case "reset":
                await ReadAsync(context, fault.Bytes);
                context.Abort();
                break;
            case "half-close":
                await ReadAsync(context, fault.Bytes);
                context.Features.Get<IConnectionSocketFeature>()!.Socket.Shutdown(SocketShutdown.Send);
                await Task.Delay(100, CancellationToken.None);
                context.Abort();
                break;
            case "close-before-answer":
                await Answers.HeldBackAsync(context, next);
                context.Abort();
                break;
            case "truncate-json":
                var whole = await Answers.HeldBackAsync(context, next);
                await Answers.WriteAsync(context, whole.AsMemory(0, whole.Length / 2));
                break;
            case "wrong-json":
                await Answers.HeldBackAsync(context, next);
                await Answers.WriteAsync(context, "{\"unexpected\":[1,2,3]}"u8.ToArray());
                break;
            case "skew-clock" when !isPut:
                context.Response.Headers.Date = (DateTimeOffset.UtcNow + fault.Time).ToString("R");
                await next();
                break;
            default:
                await ReadAsync(context, int.MaxValue);
                await Answers.InsteadAsync(context, fault.Kind, isPut);
                break;
        }
    }

    // Up to so many bytes of what the client sends; the rest stays on its way.
    private static async Task ReadAsync(HttpContext context, int bytes)
    {
        var buffer = new byte[16 * 1024];
        for (int read; bytes > 0 && (read = await context.Request.Body
            .ReadAsync(buffer.AsMemory(0, Math.Min(bytes, buffer.Length)), context.RequestAborted)) > 0;) bytes -= read;
    }
}
