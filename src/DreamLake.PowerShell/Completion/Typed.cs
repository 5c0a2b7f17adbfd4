namespace DreamLake.PowerShell.Completion;

/// <summary>The beginning of a word, as it was typed.</summary>
internal static class Typed
{
    /// <summary>The word without the quotes that may have been begun.</summary>
    public static string Word(string? typed) => (typed ?? "").Trim('\'', '"');
}
