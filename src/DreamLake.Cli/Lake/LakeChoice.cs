using System.CommandLine;
using DreamLake.Engine;
using DreamLake.Presentation;

namespace DreamLake.Cli.Lake;

/// <summary>Which lake a verb works with: the environment's, or with <c>--local</c> the one on this machine.</summary>
internal sealed class LakeChoice
{
    private readonly Option<bool> _local =
        new("--local") { Description = "Use a lake on this machine; started for this run where none serves." };

    private readonly Option<string?> _folder = FolderOption.Create();

    /// <summary>Adds its options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_local);
        command.Options.Add(_folder);
    }

    /// <summary>The lake on this machine, to be disposed of at the run's end; null where the environment's is meant.</summary>
    /// <exception cref="UsageException">There is no lake to be had on this machine.</exception>
    public async Task<LocalLake?> OpenLocalAsync(ParseResult parsed, bool isVerbose, CancellationToken cancellationToken) =>
        parsed.GetValue(_local) ? await LocalLake.OpenAsync(parsed.GetValue(_folder), isVerbose, cancellationToken) : null;

    /// <summary>The command that finishes at the same lake what a run leaves, to be pasted into a shell.</summary>
    public string ResumeCommand(ParseResult parsed)
    {
        if (!parsed.GetValue(_local)) return "dreamlake resume";
        return parsed.GetValue(_folder) is { } folder ? $"dreamlake resume --local --folder {Quoted(folder)}" : "dreamlake resume --local";
    }

    /// <summary>Does something with the lake, and tells what goes wrong in one line.</summary>
    /// <returns>The exit status.</returns>
    public async Task<int> UseAsync(ParseResult parsed, Func<LakeConnection, Task<int>> use, CancellationToken cancellationToken)
    {
        await using var local = await OpenLocalAsync(parsed, isVerbose: false, cancellationToken);
        try
        {
            return await use(local?.Connection ?? EnvironmentLake.Read());
        }
        catch (UploadException fault)
        {
            throw new UsageException(
                $"{fault.Message} {ErrorAdvice.Of(fault)}", fault.StopsRun ? ExitCode.NoLake : ExitCode.SomeNotStored);
        }
    }

    private static string Quoted(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || "/._-".Contains(c, StringComparison.Ordinal))
        ? text
        : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
