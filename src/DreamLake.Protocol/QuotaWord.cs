namespace DreamLake.Protocol;

/// <summary>
/// The word by which a client knows a refusal for want of room in a namespace from a content that is too large for the lake.
/// </summary>
public static class QuotaWord
{
    /// <summary>What the detail of such a 413 begins with, before a colon.</summary>
    public const string Exceeded = "NamespaceFull";
}
