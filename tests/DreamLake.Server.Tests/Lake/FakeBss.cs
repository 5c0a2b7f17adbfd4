using System.Collections.Concurrent;
using DreamLake.Hosting;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace DreamLake.Server.Tests.Lake;

/// <summary>What DreamLake Server needs of BSS: statuses and downloads as a test sets them, and the check of signed addresses.</summary>
internal sealed class FakeBss : IAsyncDisposable
{
    /// <summary>Whose token it takes for every namespace.</summary>
    public const string WholeLake = "root";

    private WebApplication _app = null!;

    public Uri Url { get; private set; } = null!;

    /// <summary>What it answers for each medium; it does not know the others.</summary>
    public ConcurrentDictionary<string, MediaStatus> Statuses { get; } = new();

    /// <summary>Media whose record a test sets; of any other it says that it is the bearer's own.</summary>
    public ConcurrentDictionary<string, MediaRecord> Media { get; } = new();

    /// <summary>Whether it answers 404 for the others instead.</summary>
    public bool KnowsOnlyItsMedia { get; set; }

    /// <summary>Each look at a medium's record, and whose token it came with.</summary>
    public ConcurrentQueue<string> Lookups { get; } = new();

    /// <summary>Path and query of each other request, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The Authorization header of each of those, in order.</summary>
    public ConcurrentQueue<string> Authorizations { get; } = new();

    /// <summary>What it was told of media and the trash, in order.</summary>
    public ConcurrentQueue<string> Words { get; } = new();

    /// <summary>The id of each request, of looks too.</summary>
    public ConcurrentQueue<string> RequestIds { get; } = new();

    /// <summary>Answers instead of the routes, where it is set.</summary>
    public RequestDelegate? Instead { get; set; }

    public static async Task<FakeBss> StartAsync(LakeKeys keys, TimeProvider time)
    {
        var bss = new FakeBss { _app = Web.Builder().Build() };
        var signedUrl = new SignedUrl(keys.UrlKey, time);
        bss._app.Use(async (context, next) =>
        {
            bss.See(context.Request);
            await (bss.Instead is { } instead ? instead(context) : next(context));
        });
        foreach (var type in AssetType.All)
        {
            bss._app.MapGet(type.BssPrefix + "/status", (string ids) => Results.Json(
                [.. ids.Split(',').Where(bss.Statuses.ContainsKey).Select(id => bss.Statuses[id])],
                ProtocolJson.Default.IReadOnlyListMediaStatus));
            bss._app.MapGet(type.BssPrefix + "/{id}", bss.RecordOf);
            bss._app.MapGet(type.BssPrefix + "/{id}/download", (string id, string name) =>
                new DownloadResponse($"https://pool.example/{type.Word}/{id}?as={name}"));
            bss._app.MapPost(type.BssPrefix + "/{id}/split", (string id, string asset, HttpRequest request) =>
                request.IsSigned(signedUrl) ? Results.Accepted(value: $"{id} for {asset}") : Results.StatusCode(403));
            bss._app.MapPost(type.BssPrefix + "/{id}/trash", (string id, string state, long version, HttpRequest request) =>
            {
                if (!request.IsSigned(signedUrl)) return Results.StatusCode(403);
                bss.Words.Enqueue($"{id} {state} {version} of {request.Query["namespace"]}");
                return Results.NoContent();
            });
            bss._app.MapGet(type.BssPrefix + "/{id}/stream/{file}", (HttpRequest request) =>
                request.IsSigned(signedUrl) ? Results.Text("#EXTM3U") : Results.StatusCode(403));
        }

        bss.Url = await bss._app.StartOnAFreePortAsync();
        return bss;
    }

    /// <summary>A record of a medium of a namespace.</summary>
    public static MediaRecord MediumOf(string owner) => new()
    {
        Id = "media", Type = "video", Name = "/a", Owner = owner, Project = "robotics", StagingHash = "0123456789abcdef", Size = 1,
        CreatedAt = default, Status = AssetStatus.Stored,
    };

    public void Tell(string id, string status, string? reason = null, params string[] streams) =>
        Statuses[id] = new MediaStatus(id, status, reason, streams);

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void See(HttpRequest request)
    {
        RequestIds.Enqueue(request.Headers["X-Request-Id"].ToString());
        if (request.Path.Value!.Split('/').Length == 3 && !request.Path.Value.EndsWith("/status", StringComparison.Ordinal))
        {
            Lookups.Enqueue($"{request.Path} as {BearerOf(request)}");
            return;
        }

        Requests.Enqueue(request.Path + request.QueryString);
        Authorizations.Enqueue(request.Headers.Authorization.ToString());
    }

    private IResult RecordOf(string id, HttpRequest request)
    {
        var bearer = BearerOf(request);
        var record = Media.TryGetValue(id, out var known) ? known : KnowsOnlyItsMedia ? null : MediumOf(bearer);
        return record is null ? Results.NotFound()
            : record.Owner != bearer && bearer != WholeLake ? Results.StatusCode(StatusCodes.Status403Forbidden)
            : Results.Json(record, ProtocolJson.Default.MediaRecord);
    }

    private static string BearerOf(HttpRequest request) =>
        TokenClaims.NamespaceOf(request.Headers.Authorization.ToString()["Bearer ".Length..]) ?? "";
}
