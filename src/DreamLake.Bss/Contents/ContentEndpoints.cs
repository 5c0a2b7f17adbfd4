using System.Security.Claims;
using DreamLake.Bss.Tables;
using DreamLake.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DreamLake.Bss.Contents;

/// <summary><c>GET /contents/broken</c>: what was rejected, damaged or lost, and what nothing refers to, for the lake's admin.</summary>
internal static class ContentEndpoints
{
    private const int MaxListed = 1000;

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/contents/broken", async (
        ClaimsPrincipal bearer, ContentTable contents, CancellationToken cancellationToken) =>
    {
        if (!bearer.OwnsLake())
            throw new RefusalException(StatusCodes.Status403Forbidden, "This list is for a token of the whole lake.");
        var broken = await contents.FindBrokenAsync(MaxListed, cancellationToken);
        var strays = await contents.FindStraysAsync(MaxListed, cancellationToken);
        return broken.Select(content => new BrokenContent(
            content.Owner, content.Project, content.Hash, content.Key, content.Size, content.State.ToString().ToLowerInvariant(),
            content.Reason, content.CreatedAt, content.SameAs is not null)).Concat(strays.Select(Told));
    });

    private static BrokenContent Told(Stray stray) => stray.Kind == StrayKind.Orphan
        ? new(stray.Owner, stray.Project, stray.Hash, stray.Key, stray.Size, StrayWord.Orphan,
            "It lies in the bucket, and no row refers to it.", stray.FoundAt, IsMended: false)
        : new(stray.Owner, stray.Project, stray.Hash, stray.Key, stray.Size, StrayWord.LostRow,
            $"The medium {stray.Subject} has it, and its row in the table of contents is lost. Uploading it again mends it.",
            stray.FoundAt, IsMended: false);
}

/// <summary>A content whose bytes are not what they should be.</summary>
/// <param name="Owner">The namespace.</param>
/// <param name="Project">The space.</param>
/// <param name="Hash">The 16 digits that it was named by; empty for an orphan.</param>
/// <param name="Key">Where its bytes lie in the bucket: for a week after they were rejected.</param>
/// <param name="Size">Bytes, as S3 took them.</param>
/// <param name="State">rejected, damaged, lostRow or orphan.</param>
/// <param name="Reason">Why.</param>
/// <param name="CreatedAt">When it was completed, UTC; a lost row or an orphan: when it was found last.</param>
/// <param name="IsMended">Whether the right bytes were uploaded since.</param>
internal sealed record BrokenContent(
    string Owner, string Project, string Hash, string Key, long Size, string State, string? Reason, DateTimeOffset CreatedAt,
    bool IsMended);
