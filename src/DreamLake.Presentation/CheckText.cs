using DreamLake.Engine;
using DreamLake.Protocol;

namespace DreamLake.Presentation;

/// <summary>How a file compares with the lake, in words for a person.</summary>
public static class CheckText
{
    /// <summary>An outcome in two words or three: <c>not yet verified</c>.</summary>
    public static string WordOf(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Same => "same",
        CheckOutcome.NotStored => "not stored",
        CheckOutcome.Differs => "differs",
        CheckOutcome.NotYetVerified => "not yet verified",
        CheckOutcome.OnlyInLake => "only in the lake",
        _ => "not compared",
    };

    /// <summary>A result in one line.</summary>
    public static string LineOf(CheckResult result)
    {
        var subject = result.Path ?? $"{result.Name} of {result.Episode}";
        var why = result.Reason is { } reason && result.Outcome != CheckOutcome.OnlyInLake ? $"  ({reason})" : "";
        return NameRules.OneLine($"{WordOf(result.Outcome)}  {subject}{why}");
    }
}
