using System.Security.Claims;
using System.Text;
using DreamLake.Bss.Contents;
using DreamLake.Bss.Multipart;
using DreamLake.Bss.Tables;
using DreamLake.Hosting;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace DreamLake.Bss.Media;

/// <summary><c>{prefix}…</c>: step 7 of the protocol, and reading back what was registered.</summary>
internal static class MediaEndpoints
{
    private const int MaxIds = 1000;

    /// <summary>Maps them for one type.</summary>
    public static void Map(RouteGroupBuilder prefix, AssetType type)
    {
        prefix.MapPost("", (
                RegisterMediaRequest request, ClaimsPrincipal bearer, MediaRegistration registration,
                CancellationToken cancellationToken) =>
            registration.AnswerAsync(type, request, bearer, cancellationToken));

        prefix.MapPost("/batch", (
                BatchCallRequest request, ClaimsPrincipal bearer, UploadItems items, MediaRegistration registration,
                CancellationToken cancellationToken) =>
            items.AnswerEachAsync<RegisterMediaRequest, RegisterMediaResponse>(
                request, item => registration.AnswerAsync(type, item, bearer, cancellationToken), cancellationToken)).TakesLargeBodies();

        prefix.MapGet("/status", (
                string? ids, [FromQuery(Name = "namespace")] string? owner, ClaimsPrincipal bearer, MediaRegistry registry,
                MediaStates states,
                CancellationToken cancellationToken) =>
            StatusAsync(type, ids, owner, bearer, registry, states, cancellationToken));

        prefix.MapGet("/{id}", async (
            string id, ClaimsPrincipal bearer, MediaRegistry registry, MediaStates states, CancellationToken cancellationToken) =>
        {
            var medium = await OwnAsync(type, id, bearer, registry, cancellationToken);
            return Record(medium, await states.FindAsync(medium, cancellationToken));
        });

        prefix.MapGet("/{id}/metadata", async (
            string id, HttpContext http, MediaAccess access, MediaStates states, CancellationToken cancellationToken) =>
            await access.FindAsync(type, id, http, cancellationToken) is { } medium
                ? TypedResults.Ok((await states.FindAsync(medium, cancellationToken)).Metadata ?? new MediaMetadata { Streams = [] })
                : Results.Challenge()).AllowAnonymous();

        prefix.MapGet("/{id}/download", async (
            string id, string? name, [FromQuery(Name = "namespace")] string? owner, ClaimsPrincipal bearer, MediaRegistry registry,
            MediaDownload download, CancellationToken cancellationToken) =>
        {
            var medium = await OwnAsync(type, id, bearer, registry, cancellationToken);
            if (!IsOf(owner, medium)) throw RefusalException.NotYours();
            var fileName = string.IsNullOrWhiteSpace(name) ? AssetName.Parse(medium.Name).Leaf : FileName(name);
            return new DownloadResponse(await download.PresignAsync(medium, fileName, cancellationToken));
        });

        prefix.MapGet("/{id}/digests", async (
            string id, [FromQuery(Name = "namespace")] string? owner, ClaimsPrincipal bearer, MediaRegistry registry, ContentTable contents,
            CancellationToken cancellationToken) =>
        {
            var medium = await OwnAsync(type, id, bearer, registry, cancellationToken);
            if (!IsOf(owner, medium)) throw RefusalException.NotYours();
            return await contents.FindRangesAsync(medium.ContentId, cancellationToken)
                ?? throw RefusalException.NotFound($"No digests of single ranges are known of '{medium.Id}'.");
        });

        prefix.MapPost("/{id}/verify", async (
            string id, ClaimsPrincipal bearer, MediaRegistry registry, ContentTable contents, VerificationQueue queue,
            CancellationToken cancellationToken) =>
        {
            var medium = await OwnAsync(type, id, bearer, registry, cancellationToken);
            if (await contents.FindAsync(medium.ContentId, cancellationToken) is { } content)
            {
                await queue.AddAsync(content, cancellationToken);
            }

            return TypedResults.Accepted((string?)null);
        });
    }

    private static string FileName(string name) => Encoding.UTF8.GetByteCount(name) <= NameRules.MaxPathBytes
        ? name
        : throw RefusalException.Malformed($"The parameter 'name' is longer than {NameRules.MaxPathBytes} bytes.");

    private static async Task<IReadOnlyList<MediaStatus>> StatusAsync(
        AssetType type, string? ids, string? owner, ClaimsPrincipal bearer, MediaRegistry registry, MediaStates states,
        CancellationToken cancellationToken)
    {
        var asked = (ids ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().ToList();
        if (asked.Count > MaxIds)
        {
            throw RefusalException.Malformed($"At most {MaxIds} ids can be asked for at once; these are {asked.Count}.");
        }

        var known = await registry.FindAsync(type, asked, cancellationToken);
        var own = known.Where(medium => bearer.Owns(medium.Owner, medium.Project) && IsOf(owner, medium)).ToList();
        var found = await states.FindAsync(own, cancellationToken);
        var entries = own.ToDictionary(medium => medium.Id, medium => medium.EntryCount);
        return [.. asked.Where(found.ContainsKey).Select(id => StatusOf(id, found[id], entries[id]))];
    }

    // Whoever asks for an asset says whose it is: the lake's owner may read every namespace, and an asset shows its own alone.
    private static bool IsOf(string? @namespace, Medium medium) => string.IsNullOrEmpty(@namespace) || medium.Owner == @namespace;

    private static MediaStatus StatusOf(string id, MediaState state, long? entryCount) =>
        new(id, state.Status, state.Reason, state.Metadata?.Streams ?? [], state.Verified)
        {
            Incomplete = state.Metadata?.Incomplete,
            Poster = state.Metadata?.Poster,
            Storyboard = state.Metadata?.Storyboard,
            Metadata = AssetMetadata.Of(state.Metadata, entryCount),
        };

    private static async Task<Medium> OwnAsync(
        AssetType type, string id, ClaimsPrincipal bearer, MediaRegistry registry, CancellationToken cancellationToken)
    {
        var medium = await registry.GetAsync(type, id, cancellationToken);
        return bearer.Owns(medium.Owner, medium.Project) ? medium : throw RefusalException.NotYours();
    }

    private static MediaRecord Record(Medium medium, MediaState state) => new()
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
        ModifiedAt = medium.ModifiedAt,
        Format = medium.Format,
        EntryCount = medium.EntryCount,
        Fields = medium.Fields,
        CreatedAt = medium.CreatedAt,
        Status = state.Status,
        StatusReason = state.Reason,
        Verified = state.Verified,
        Incomplete = state.Metadata?.Incomplete,
        Metadata = AssetMetadata.Of(state.Metadata, medium.EntryCount),
    };
}
