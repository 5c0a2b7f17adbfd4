namespace DreamLake.Bss.Uploads;

/// <summary>The two forms of a content's hash in messages: the first 16 hex digits of its SHA-256, or all 64.</summary>
internal static class UploadHash
{
    private const int Short = 16;
    private const int Whole = 64;

    /// <summary>The 16 digits of either form.</summary>
    public static string SixteenOf(string hash) => hash.Length > Short ? hash[..Short] : hash;

    /// <summary>All 64, where the hash is of that form.</summary>
    public static string? WholeOf(string hash) => hash.Length == Whole ? hash : null;
}
