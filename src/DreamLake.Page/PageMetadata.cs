namespace DreamLake.Page;

/// <summary>Says of an endpoint that it is the page's: it is opened by a session, and answers a person.</summary>
/// <param name="IsOpen">Whether whoever asks needs no session.</param>
internal sealed record PageMetadata(bool IsOpen)
{
    /// <summary>Whether it is where a token is posted.</summary>
    public bool TakesToken { get; init; }
}
