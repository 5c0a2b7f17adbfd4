using System.Security.Claims;
using DreamLake.Hosting;
using DreamLake.Lambda;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace DreamLake.Bss.Media;

/// <summary><c>{prefix}…</c>: step 7 of the protocol, and reading back what was registered.</summary>
internal static class MediaEndpoints
{
    private const int MaxIds = 1000;

    /// <summary>Maps them for one type.</summary>
    public static void Map(RouteGroupBuilder prefix, AssetType type)
    {
        prefix.MapPost("", async (
            RegisterMediaRequest request, ClaimsPrincipal bearer, MediaRegistration registration, CancellationToken cancellationToken) =>
        {
            if (!bearer.Owns(RefusalException.Required(request.Owner, "owner"))) throw RefusalException.NotYours(request.Owner);
            var medium = await registration.RegisterAsync(type, request, cancellationToken);
            return new RegisterMediaResponse(medium.Id, medium.EntryCount, medium.Fields);
        });

        prefix.MapGet("/status", (
                string? ids, ClaimsPrincipal bearer, MediaRegistry registry, JobQueue jobs, CancellationToken cancellationToken) =>
            StatusAsync(type, ids, bearer, registry, jobs, cancellationToken));

        prefix.MapGet("/{id}", async (
                string id, ClaimsPrincipal bearer, MediaRegistry registry, JobQueue jobs, CancellationToken cancellationToken) =>
            Record(await OwnAsync(type, id, bearer, registry, cancellationToken), await jobs.FindOneAsync(id, cancellationToken)));

        prefix.MapGet("/{id}/metadata", async (
                string id, ClaimsPrincipal bearer, MediaRegistry registry, JobQueue jobs, CancellationToken cancellationToken) =>
        {
            await OwnAsync(type, id, bearer, registry, cancellationToken);
            return (await jobs.FindOneAsync(id, cancellationToken))?.Metadata ?? new MediaMetadata { Streams = [] };
        });

        prefix.MapGet("/{id}/download", async (
            string id, string? name, ClaimsPrincipal bearer, MediaRegistry registry, StoredContent content, CancellationToken cancellationToken) =>
        {
            var medium = await OwnAsync(type, id, bearer, registry, cancellationToken);
            var fileName = string.IsNullOrWhiteSpace(name) ? AssetName.Parse(medium.Name).Leaf : NameRules.Printable(name);
            return new DownloadResponse(await content.PresignDownloadAsync(medium.ContentKey, fileName));
        });
    }

    private static async Task<IReadOnlyList<MediaStatus>> StatusAsync(
        AssetType type, string? ids, ClaimsPrincipal bearer, MediaRegistry registry, JobQueue jobs, CancellationToken cancellationToken)
    {
        var asked = (ids ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().ToList();
        if (asked.Count > MaxIds) throw RefusalException.Malformed($"At most {MaxIds} ids can be asked for at once; these are {asked.Count}.");

        var known = await registry.FindAsync(type, asked, cancellationToken);
        var own = known.Where(medium => bearer.Owns(medium.Owner)).Select(medium => medium.Id).ToHashSet();
        var reports = (await jobs.FindAsync(own, cancellationToken)).ToDictionary(report => report.MediaId);
        return [.. asked.Where(own.Contains).Select(id => reports.GetValueOrDefault(id) is { } report
            ? new MediaStatus(id, report.Status, report.Reason, report.Metadata?.Streams ?? [])
            : new MediaStatus(id, AssetStatus.Stored, null, []))];
    }

    private static async Task<Medium> OwnAsync(
        AssetType type, string id, ClaimsPrincipal bearer, MediaRegistry registry, CancellationToken cancellationToken)
    {
        var medium = await registry.GetAsync(type, id, cancellationToken);
        return bearer.Owns(medium.Owner) ? medium : throw RefusalException.NotYours(medium.Owner);
    }

    private static MediaRecord Record(Medium medium, JobReport? report) => new()
    {
        Id = medium.Id,
        Type = medium.Type,
        Name = medium.Name,
        Owner = medium.Owner,
        Project = medium.Project,
        EpisodeId = medium.Episode.Length == 0 ? null : medium.Episode,
        StagingHash = medium.StagingHash,
        Size = medium.Size,
        Sha256 = medium.Sha256,
        ContentType = medium.ContentType,
        Format = medium.Format,
        EntryCount = medium.EntryCount,
        Fields = medium.Fields,
        CreatedAt = medium.CreatedAt,
        Status = report?.Status ?? AssetStatus.Stored,
        StatusReason = report?.Reason,
    };
}
