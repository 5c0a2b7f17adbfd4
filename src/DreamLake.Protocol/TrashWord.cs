namespace DreamLake.Protocol;

/// <summary>What DreamLake Server tells BSS of a medium: <c>POST {prefix}/{id}/trash?state=…</c>, signed.</summary>
public static class TrashWord
{
    /// <summary>No asset shows it any more; one may again.</summary>
    public const string Trashed = "trashed";

    /// <summary>An asset shows it.</summary>
    public const string Kept = "kept";

    /// <summary>No asset will show it again.</summary>
    public const string Purged = "purged";
}
