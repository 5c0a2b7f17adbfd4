namespace DreamLake.Bss.Tables;

/// <summary>What the bucket and the tables do not agree on, as the inventory last found it.</summary>
internal sealed class Stray
{
    /// <summary>What it is about: the S3 key of an orphan, the id of a medium whose row was lost.</summary>
    public required string Subject { get; init; }

    public required StrayKind Kind { get; init; }

    /// <summary>The namespace; for an orphan the first level of its key.</summary>
    public required string Owner { get; init; }

    /// <summary>The space; for an orphan the second level of its key.</summary>
    public required string Project { get; init; }

    /// <summary>The 16 digits by which a medium's content was named; empty for an orphan.</summary>
    public required string Hash { get; init; }

    /// <summary>The S3 key of the object; empty where none has the bytes of a lost row.</summary>
    public required string Key { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>When it was found last, UTC.</summary>
    public required DateTimeOffset FoundAt { get; init; }
}

/// <summary>How the bucket and the tables do not agree.</summary>
internal enum StrayKind
{
    /// <summary>An object that no row refers to.</summary>
    Orphan,

    /// <summary>A medium refers to a row of the table of contents that is not there.</summary>
    LostRow,
}

/// <summary>What the kinds are called where an admin reads of them.</summary>
internal static class StrayWord
{
    public const string Orphan = "orphan";

    public const string LostRow = "lostRow";
}

/// <summary>How far the inventory is: one row.</summary>
internal sealed class InventoryState
{
    /// <summary>The row's id.</summary>
    public const int Only = 1;

    public int Id { get; init; } = Only;

    /// <summary>The key after which the listing goes on; empty at its beginning.</summary>
    public string After { get; set; } = "";

    /// <summary>When this pass began, UTC.</summary>
    public DateTimeOffset BegunAt { get; set; }

    /// <summary>When the next page is due, UTC: at once during a pass, else after the interval.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>Until when a page is somebody's; null where it is free.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }
}
