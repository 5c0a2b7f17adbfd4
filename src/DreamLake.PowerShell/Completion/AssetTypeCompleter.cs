using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace DreamLake.PowerShell.Completion;

/// <summary>Completes the types of asset.</summary>
public sealed class AssetTypeCompleter : IArgumentCompleter
{
    /// <summary>The types that begin with what was typed.</summary>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = PendingCompletion.Word(wordToComplete);
        return Enum.GetNames<AssetType>()
            .Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .Select(name => new CompletionResult(name, name, CompletionResultType.ParameterValue, name));
    }
}
