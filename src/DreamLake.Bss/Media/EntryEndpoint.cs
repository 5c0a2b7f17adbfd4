using System.Security.Claims;
using DreamLake.Bss.Contents;
using DreamLake.Bss.Tracks;
using DreamLake.Hosting;
using DreamLake.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace DreamLake.Bss.Media;

/// <summary><c>GET {prefix}/{id}/entries</c>: a label or text track's entries with their times, for a time line.</summary>
internal static class EntryEndpoint
{
    /// <summary>Maps it for one type.</summary>
    public static void Map(RouteGroupBuilder prefix, AssetType type) => prefix.MapGet("/{id}/entries", async (
        string id, ClaimsPrincipal bearer, MediaRegistry registry, MediaStates states, ContentTable contents, StoredObjects objects,
        CancellationToken cancellationToken) =>
    {
        var medium = await registry.GetAsync(type, id, cancellationToken);
        if (!bearer.Owns(medium.Owner, medium.Project)) throw RefusalException.NotYours();
        var content = await contents.FindAsync(medium.ContentId, cancellationToken);
        if (content is null || (await states.FindAsync(medium, cancellationToken)).IsBroken) throw Missing(id);
        using var stored = await objects.OpenAsync(content.Key, cancellationToken) ?? throw Missing(id);
        return await TrackEntries.ReadAsync(stored.ResponseStream, medium.Format, cancellationToken);
    });

    private static RefusalException Missing(string id) =>
        RefusalException.NotFound($"The content of '{NameRules.Printable(id)}' is not there, or is not what was promised.");
}
