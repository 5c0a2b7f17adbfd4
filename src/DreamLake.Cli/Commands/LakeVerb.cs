using System.CommandLine;
using DreamLake.Cli.Lake;

namespace DreamLake.Cli.Commands;

/// <summary>A verb that the lake's own program does: it is listed here, and all that was typed is passed on.</summary>
/// <param name="name">The verb.</param>
/// <param name="description">What the list of verbs says of it.</param>
/// <param name="endsWithInput">Whether it stays until it is told to end.</param>
internal sealed class LakeVerb(string name, string description, bool endsWithInput)
{
    /// <summary>The verbs that are the lake's.</summary>
    public static IReadOnlyList<LakeVerb> All { get; } =
    [
        new("serve", "Runs a lake on this machine until Ctrl+C: BSS, DreamLake Server, the Lambda and the staging pool.", true),
        new("pool-credentials", "Prints what S3 tools (aws, rclone, boto3, s3cmd) need to use this machine's staging pool.", false),
        new("audit", "Shows who did what in a lake, from where, and what came of it.", false),
        new("quota", "Shows and sets what namespaces of a lake may have and do.", false),
        new("token", "Gives out tokens of a lake, lists them and takes them back.", false),
    ];

    /// <summary>The verb.</summary>
    public string Name => name;

    /// <summary>The command.</summary>
    public Command Create()
    {
        var command = new Command(name, description) { TreatUnmatchedTokensAsErrors = false };
        // Its help is the other program's, like every other word after the verb.
        command.SetAction((parsed, cancellationToken) =>
            LakeProgram.RunAsync([name, .. parsed.UnmatchedTokens], endsWithInput, cancellationToken));
        return command;
    }
}
