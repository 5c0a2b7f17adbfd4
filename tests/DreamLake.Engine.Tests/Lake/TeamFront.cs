using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DreamLake.Engine.Tests.Lake;

/// <summary>
/// What stands before a team's lake and before its S3, so that a test sees each request, may answer it, and may do to it what a network
/// does. All else is passed on as it came: the lake's answers are the lake's.
/// </summary>
/// <remarks>
/// Addresses that the lake gives out (parts, the Lambda) are told as this front's; the S3 is then asked under the name that was signed.
/// Each call is a connection of its own, and so goes to the next process.
/// </remarks>
public sealed class TeamFront : TestLake
{
    private const string S3 = "/s3";

    private static readonly HttpClient Http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseProxy = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.Zero,
        ActivityHeadersPropagator = null,
    }) { Timeout = Timeout.InfiniteTimeSpan };

    private static readonly HashSet<string> OfTheConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length", "Expect",
    };

    private readonly TeamsLake _lake;

    private TeamFront(TeamsLake lake, string @namespace, string token) => (_lake, Owner, ClientToken) = (lake, @namespace, token);

    public override string Owner { get; }

    public override string ClientToken { get; }

    /// <summary>A front of its own, with a namespace of its own behind it.</summary>
    public static async Task<TeamFront> StartAsync()
    {
        var lake = await TeamsLake.SharedAsync();
        var (@namespace, token) = await lake.NewNamespaceAsync();
        var front = new TeamFront(lake, @namespace, token);
        await front.ListenAsync();
        return front;
    }

    public override Task ExpireAllAsync() => _lake.Bucket.ExpireAllAsync(Owner);

    public override Task<byte[]> StoredAsync(string hash) => _lake.Bucket.ReadAsync($"{Owner}/robotics", hash);

    protected override Task ServeAsync(HttpContext context) => context.Request.Path == LakeNames.Lookup
        ? ForwardAsync(context, context.Request.Body)
        : Around(context, () => AnswerAsync(context));

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var body = request.Method == "PUT" ? null : await new StreamReader(request.Body).ReadToEndAsync();
        Requests.Enqueue(SeenRequest.Of(request, body));
        if (await Intercept(context)) return;
        await ForwardAsync(context, body is null ? request.Body : new MemoryStream(Encoding.UTF8.GetBytes(body)));
    }

    private async Task ForwardAsync(HttpContext context, Stream body)
    {
        try
        {
            using var request = RequestOf(context, body);
            using var answer = await Http.SendAsync(request, context.RequestAborted);
            await PassOnAsync(answer, context);
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or OperationCanceledException)
        {
            // Either side ended it: so does this one.
            context.Abort();
        }
    }

    private HttpRequestMessage RequestOf(HttpContext context, Stream body)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var isS3 = target.StartsWith(S3 + "/", StringComparison.Ordinal);
        var service = isS3 ? _lake.S3
            : target.StartsWith("/assets/", StringComparison.Ordinal) ? _lake.Server
            : _lake.Bss;
        // To the letter: a path that is written otherwise has another signature.
        var address = new Uri(
            service + (isS3 ? target[S3.Length..] : target),
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), address);
        if (context.Request.ContentLength is { } length)
        {
            request.Content = new StreamContent(body);
            request.Content.Headers.ContentLength = length;
        }

        foreach (var (name, values) in context.Request.Headers.Where(header => !OfTheConnection.Contains(header.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        return request;
    }

    private async Task PassOnAsync(HttpResponseMessage answer, HttpContext context)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => !OfTheConnection.Contains(header.Key)))
        {
            // What a fault set already stays.
            context.Response.Headers.TryAdd(name, values.ToArray());
        }

        var bytes = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
        if (answer.Content.Headers.ContentType?.MediaType == "application/json") bytes = WithThisAddress(bytes);
        if (answer.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotModified) return;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private byte[] WithThisAddress(byte[] json) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json)
        .Replace(_lake.S3 + "/", string.Create(CultureInfo.InvariantCulture, $"{Address.GetLeftPart(UriPartial.Authority)}{S3}/"))
        .Replace(_lake.Bss + "/", Address.GetLeftPart(UriPartial.Authority) + "/"));
}
