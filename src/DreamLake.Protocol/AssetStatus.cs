namespace DreamLake.Protocol;

/// <summary>How far the lake is with an asset: the words of an asset's <c>status</c>.</summary>
public static class AssetStatus
{
    /// <summary>Its bytes are stored and registered; nothing has been dispatched yet.</summary>
    public const string Stored = "stored";

    /// <summary>A job for it is waiting or running.</summary>
    public const string Processing = "processing";

    /// <summary>Its job is done: it can be streamed (video, audio) or read (labels, text tracks).</summary>
    public const string Ready = "ready";

    /// <summary>Its job failed; the reason stands beside. The stored bytes are whole all the same.</summary>
    public const string Failed = "failed";

    /// <summary>
    /// Read back, its bytes are not those that were promised: they are never served, and the content has to be uploaded again.
    /// </summary>
    public const string Rejected = "rejected";

    /// <summary>Its bytes were proven once and are not any more. Uploading the content again mends it.</summary>
    public const string Damaged = "damaged";
}
