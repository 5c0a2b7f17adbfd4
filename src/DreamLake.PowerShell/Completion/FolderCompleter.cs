using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DreamLake.PowerShell.Language;
using DreamLake.PowerShell.Session;

namespace DreamLake.PowerShell.Completion;

/// <summary>Completes the folders that the episode has in the lake. No file of this machine is offered.</summary>
public sealed class FolderCompleter : IArgumentCompleter
{
    /// <summary>The folders that begin with what was typed; what was typed where there are none.</summary>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var typed = PendingCompletion.Word(wordToComplete);
        var word = typed.StartsWith('/') ? typed : "/" + typed;
        var session = LakeSession.Current;
        var choice = (fakeBoundParameters["Connection"] as DreamLakeConnection)?.Choice ?? session.Choice;
        var folders = fakeBoundParameters["Episode"] is string episode ? session.Folders.Of(choice, episode) : [];
        var found = folders.Where(folder => folder.StartsWith(word, StringComparison.Ordinal)).ToArray();
        // Where a completer has nothing to offer, PowerShell offers the files of this machine.
        return (found.Length > 0 ? found : [word])
            .Select(folder => new CompletionResult(CommandText.QuoteIfNeeded(folder), folder, CompletionResultType.ParameterValue, folder));
    }
}
