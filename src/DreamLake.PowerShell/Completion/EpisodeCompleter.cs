using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DreamLake.PowerShell.Session;
using DreamLake.PowerShell.Language;

namespace DreamLake.PowerShell.Completion;

/// <summary>Completes episodes: those this session sent to, and those of pending uploads. No service is asked.</summary>
public sealed class EpisodeCompleter : IArgumentCompleter
{
    /// <summary>The episodes that begin with what was typed.</summary>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = PendingCompletion.Word(wordToComplete);
        return LakeSession.Current.Episodes
            .Concat(PendingCompletion.All().Select(pending => pending.Episode?.ToString() ?? ""))
            .Where(episode => episode.Length > 0 && episode.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Distinct(StringComparer.Ordinal)
            .Select(episode => new CompletionResult(
                CommandText.QuoteIfNeeded(episode), episode, CompletionResultType.ParameterValue, episode));
    }
}
