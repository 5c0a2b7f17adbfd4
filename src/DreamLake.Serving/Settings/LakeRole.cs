namespace DreamLake.Serving.Settings;

/// <summary>What one process of a lake may be; it may be several at once.</summary>
[Flags]
internal enum LakeRole
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>BSS: multipart uploads, media, streams, and the hand-over of splits to the Lambda's queue.</summary>
    Bss = 1,

    /// <summary>DreamLake Server: namespaces, spaces, episodes, folders and assets.</summary>
    Server = 2,

    /// <summary>The Lambda: takes splits from its queue and carries them out.</summary>
    Lambda = 4,

    /// <summary>The staging pool: an S3 endpoint on a folder, for who has no other.</summary>
    Pool = 8,
}
