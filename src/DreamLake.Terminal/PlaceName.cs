using DreamLake.Protocol;

namespace DreamLake.Terminal;

/// <summary>The name of a namespace or a space, as people type it.</summary>
public static class PlaceName
{
    /// <summary>The name in the form in which the lake keeps it.</summary>
    /// <param name="what">What it is the name of, in a word for a person.</param>
    /// <param name="name">What was typed.</param>
    /// <exception cref="UsageException">There can be no such name.</exception>
    public static string Of(string what, string name) => NameRules.Fault(what, NameRules.Normalize(name)) is { } fault
        ? throw new UsageException($"There cannot be such a {what}: {fault}.")
        : NameRules.Normalize(name);
}
