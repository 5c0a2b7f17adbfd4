namespace DreamLake.Engine.State;

/// <summary>What reading a state file gave. All is null where there is no file.</summary>
internal readonly record struct StateRead
{
    /// <summary>The state.</summary>
    public UploadState? State { get; init; }

    /// <summary>The version of a document that a later DreamLake wrote, whose words this one cannot know: it is left alone.</summary>
    public long? NewerVersion { get; init; }

    /// <summary>Bytes that are no state.</summary>
    public byte[]? Unreadable { get; init; }
}
