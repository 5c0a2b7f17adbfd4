namespace DreamLake.Bss.Tables;

/// <summary>What is known of the bytes under an S3 key.</summary>
internal enum ContentState
{
    /// <summary>They are being compared with another content of the same 16 digits; nobody was told that they are stored.</summary>
    Compared,

    /// <summary>A client was told that they are stored; the lake has not read them back yet.</summary>
    Stored,

    /// <summary>The lake read them back, and they are what was promised.</summary>
    Proven,

    /// <summary>They are another content's bytes once more: <see cref="Content.SameAs"/> names it, and the copy is removed.</summary>
    Copy,

    /// <summary>Read back, they were not what was promised. They are never served, and kept for an admin for a week.</summary>
    Rejected,

    /// <summary>They were proven once, and are not any more. Uploading the content again mends it.</summary>
    Damaged,
}
