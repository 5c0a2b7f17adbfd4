namespace DreamLake.Engine.Services;

/// <summary>A page of a listing.</summary>
/// <param name="Items">What is on it; a foreign lake may leave one empty.</param>
/// <param name="Next">The cursor of the page after it; null for the last.</param>
internal sealed record ListingPage<T>(IReadOnlyList<T?> Items, string? Next);

/// <summary>Where a listing goes on: the <c>Link</c> header of a page (RFC 8288), relation <c>next</c>.</summary>
/// <remarks>
/// Only the cursor is taken from it. The address is the one that was asked: behind a proxy the lake may know it by another name, and the
/// token is never sent where an answer says.
/// </remarks>
internal static class NextPage
{
    /// <summary>The cursor of the next page; null where there is none.</summary>
    public static string? CursorOf(HttpResponseMessage answer)
    {
        if (!answer.Headers.TryGetValues("Link", out var links)) return null;
        var next = links.SelectMany(link => link.Split(',')).FirstOrDefault(IsNext);
        var (begin, end) = (next?.IndexOf('<', StringComparison.Ordinal) ?? -1, next?.IndexOf('>', StringComparison.Ordinal) ?? -1);
        return begin >= 0 && end > begin ? CursorIn(next![(begin + 1)..end]) : null;
    }

    private static bool IsNext(string link) =>
        link.Replace(" ", "", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal)
            .Contains(";rel=next", StringComparison.OrdinalIgnoreCase);

    private static string? CursorIn(string address)
    {
        var query = address.IndexOf('?', StringComparison.Ordinal);
        var cursor = query < 0 ? null : address[(query + 1)..].Split('&').FirstOrDefault(
            parameter => parameter.StartsWith("cursor=", StringComparison.Ordinal));
        return cursor is null ? null : Uri.UnescapeDataString(cursor["cursor=".Length..]);
    }
}
