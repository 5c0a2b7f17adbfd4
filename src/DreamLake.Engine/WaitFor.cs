namespace DreamLake.Engine;

/// <summary>What of the lake's own work is waited for, once a file is stored and registered.</summary>
public enum WaitFor
{
    /// <summary>The lake has read the bytes back from where they lie, and their whole SHA-256 is the file's.</summary>
    Verified,

    /// <summary>It can be streamed (video, audio) or read (labels, text tracks). A split that fails is an error.</summary>
    Ready,

    /// <summary>The lake is through with it. As <see cref="Ready"/>, but a split that fails is told by the asset's status alone.</summary>
    Ended,
}
