namespace DreamLake.Protocol;

/// <summary>The protocol's default addresses and the environment variables that change them.</summary>
public static class LakeDefaults
{
    /// <summary>Where BSS listens: <c>http://localhost:10234</c>.</summary>
    public static readonly Uri BssUrl = new("http://localhost:10234");

    /// <summary>Where DreamLake Server listens: <c>http://localhost:10334</c>.</summary>
    public static readonly Uri ServerUrl = new("http://localhost:10334");

    /// <summary>Names BSS's address: <c>DREAMLAKE_BSS_URL</c>.</summary>
    public const string BssUrlVariable = "DREAMLAKE_BSS_URL";

    /// <summary>Names DreamLake Server's address: <c>DREAMLAKE_REMOTE</c>.</summary>
    public const string ServerUrlVariable = "DREAMLAKE_REMOTE";

    /// <summary>Holds the bearer token: <c>DREAMLAKE_API_KEY</c>.</summary>
    public const string TokenVariable = "DREAMLAKE_API_KEY";
}
