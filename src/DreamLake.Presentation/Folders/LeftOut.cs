namespace DreamLake.Presentation.Folders;

/// <summary>Why something in a folder is not uploaded.</summary>
public enum LeftOutReason
{
    /// <summary>Its name begins with a dot, or its attributes say that it is hidden.</summary>
    Hidden,

    /// <summary>It is a link, to a file, a folder or nothing.</summary>
    Link,

    /// <summary>A link leads back to a folder that it lies in.</summary>
    Cycle,

    /// <summary>It lies in an inner folder, and only the top was asked for.</summary>
    InnerFolder,

    /// <summary>A pattern of what to leave out matches it.</summary>
    Excluded,

    /// <summary>No pattern of what to take matches it.</summary>
    NotIncluded,

    /// <summary>Its extension tells no type.</summary>
    UnknownType,

    /// <summary>Its extension tells another type than the one asked for.</summary>
    OtherType,

    /// <summary>A process is writing it.</summary>
    BeingWritten,

    /// <summary>It cannot be read, or is a pipe, a socket or a device. A failure: whoever names a folder means what is in it.</summary>
    Unreadable,
}

/// <summary>Something in a folder that is not uploaded.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Reason">Why.</param>
/// <param name="Detail">What the system said, of what cannot be read.</param>
public sealed record LeftOut(string Path, LeftOutReason Reason, string? Detail = null)
{
    /// <summary>Whether the run has failed for it.</summary>
    public bool IsFailure => Reason == LeftOutReason.Unreadable;

    /// <summary>Whether nothing can be said of its bytes: it cannot be read, or they are not all there yet.</summary>
    public bool IsUnseen => IsFailure || Reason == LeftOutReason.BeingWritten;

    /// <summary>The reason in a few words.</summary>
    public string Words => Reason switch
    {
        LeftOutReason.Hidden => "hidden",
        LeftOutReason.Link => "link",
        LeftOutReason.Cycle => "link to a folder that it lies in",
        LeftOutReason.InnerFolder => "inner folder",
        LeftOutReason.Excluded => "excluded",
        LeftOutReason.NotIncluded => "not included",
        LeftOutReason.UnknownType => "of unknown type",
        LeftOutReason.OtherType => "of another type",
        LeftOutReason.BeingWritten => "being written",
        _ => "unreadable",
    };
}
