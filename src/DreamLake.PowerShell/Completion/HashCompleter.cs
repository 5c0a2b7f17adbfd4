using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace DreamLake.PowerShell.Completion;

/// <summary>Completes the hashes of pending uploads; the file and how far it is show beside each.</summary>
public sealed class HashCompleter : IArgumentCompleter
{
    /// <summary>The hashes that begin with what was typed.</summary>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = PendingCompletion.Word(wordToComplete);
        return PendingCompletion.All()
            .Where(pending => pending.Hash.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .DistinctBy(pending => pending.Hash)
            .Select(pending => new CompletionResult(
                pending.Hash, pending.Hash, CompletionResultType.ParameterValue,
                $"{pending.Percent} %, {pending.Path ?? "no file known"}"));
    }
}
