using DreamLake.Engine;

namespace DreamLake.PowerShell.Completion;

/// <summary>What the completers of hashes and episodes have in common.</summary>
internal static class PendingCompletion
{
    /// <summary>The word as it was typed, without the quotes that may have been begun.</summary>
    public static string Word(string? typed) => (typed ?? "").Trim('\'', '"');

    /// <summary>The pending uploads; none where the state folder cannot be read: Tab is no place for errors.</summary>
    public static IReadOnlyList<PendingUpload> All()
    {
        try
        {
            return new PendingUploads().List();
        }
        catch (Engine.UploadException)
        {
            return [];
        }
    }
}
