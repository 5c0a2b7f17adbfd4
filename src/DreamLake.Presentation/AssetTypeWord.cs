using System.Diagnostics.CodeAnalysis;
using DreamLake.Protocol;

namespace DreamLake.Presentation;

/// <summary>The type of an asset as people write it: <c>text-track</c> or <c>TextTrack</c>, in any case.</summary>
public static class AssetTypeWord
{
    /// <summary>Reads a type.</summary>
    /// <param name="word">What was written; null, or nothing but spaces, stands for "by the extension".</param>
    /// <param name="type">The type; null where none was written.</param>
    /// <param name="fault">In one line, why what was written is no type.</param>
    public static bool TryParse(string? word, out AssetType? type, [NotNullWhen(false)] out string? fault)
    {
        (type, fault) = (null, null);
        if (string.IsNullOrWhiteSpace(word) || AssetType.TryFromWord(word.Trim(), out type)) return true;
        fault = $"'{NameRules.Printable(word)}' is no type. Types are {string.Join(", ", AssetType.All.Select(known => known.Word))}.";
        return false;
    }
}
