namespace DreamLake.PowerShell;

/// <summary>What of the lake's own work is waited for, once a file is stored and registered.</summary>
public enum WaitFor
{
    /// <summary>The lake has read the bytes back, and their whole SHA-256 is the file's.</summary>
    Verified,

    /// <summary>It can be streamed (video, audio) or read (labels, text tracks).</summary>
    Ready,
}
