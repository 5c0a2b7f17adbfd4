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
}
