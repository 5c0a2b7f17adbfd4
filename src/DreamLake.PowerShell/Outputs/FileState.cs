namespace DreamLake.PowerShell;

/// <summary>How the file of a pending upload compares with the one that was hashed.</summary>
public enum FileState
{
    /// <summary>It is there, with the same size, last write and file id.</summary>
    Unchanged,

    /// <summary>A file is there, but not with the same size, last write and file id.</summary>
    Changed,

    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>The state does not say which file it is: another DreamLake client began the upload.</summary>
    Unknown,
}
