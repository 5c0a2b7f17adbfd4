using DreamLake.Engine;
using DreamLake.Protocol;

namespace DreamLake.Presentation;

/// <summary>What came of freeing files, in words for a person.</summary>
public static class FreeText
{
    /// <summary>A result in one line.</summary>
    public static string LineOf(FreeResult result)
    {
        var detail = result.Outcome is FreeOutcome.Freed or FreeOutcome.WouldFree
            ? $"{Units.Size(result.Size)}, {result.Name} of {result.Episode}, verified {result.VerifiedAt?.UtcDateTime:u}"
            : ReasonOf(result);
        return NameRules.OneLine($"{WordOf(result.Outcome)}  {result.Path}  ({detail})");
    }

    /// <summary>Why a file stays, with what the lake said.</summary>
    public static string ReasonOf(FreeResult result) =>
        result.Error is { } fault && fault.Message != result.Reason
            ? $"{result.Reason}: {fault.Message.TrimEnd('.')}"
            : result.Reason?.TrimEnd('.') ?? "it stays";

    /// <summary>What became of the file of an upload that was to remove it.</summary>
    public static string SourceOf(FreeResult result) => result.Outcome == FreeOutcome.Freed
        ? $"removed, {Units.Size(result.Size)} freed"
        : $"{WordOf(result.Outcome)}: {ReasonOf(result)}";

    private static string WordOf(FreeOutcome outcome) => outcome switch
    {
        FreeOutcome.Freed => "freed",
        FreeOutcome.WouldFree => "would free",
        FreeOutcome.Aside => "moved aside",
        _ => "kept",
    };
}
