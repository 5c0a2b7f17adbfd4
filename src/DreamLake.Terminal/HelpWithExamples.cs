using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace DreamLake.Terminal;

/// <summary>The help of a verb, with its examples after the options: the list of verbs stays a list.</summary>
/// <param name="usage">What System.CommandLine writes by itself.</param>
/// <param name="examples">The examples of each verb, by its name.</param>
internal sealed class HelpWithExamples(HelpAction usage, IReadOnlyDictionary<string, string> examples) : SynchronousCommandLineAction
{
    /// <summary>Adds the examples to a root command's help.</summary>
    public static void AddTo(RootCommand root, IReadOnlyDictionary<string, string> examples)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, examples);
    }

    /// <inheritdoc/>
    /// <remarks>Who asks for help need not have typed the rest.</remarks>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var result = usage.Invoke(parseResult);
        if (examples.TryGetValue(parseResult.CommandResult.Command.Name, out var text))
        {
            parseResult.InvocationConfiguration.Output.WriteLine(text);
        }

        return result;
    }
}
