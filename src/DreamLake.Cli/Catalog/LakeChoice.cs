using System.CommandLine;
using DreamLake.Cli.Commands;
using DreamLake.Cli.Lake;
using DreamLake.Engine;

namespace DreamLake.Cli.Catalog;

/// <summary>Which lake a verb reads from: the environment's, or with <c>--local</c> the one on this machine.</summary>
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

    /// <summary>Does something with the lake, and tells what goes wrong in one line.</summary>
    /// <returns>The exit status.</returns>
    public async Task<int> UseAsync(ParseResult parsed, Func<LakeConnection, Task<int>> use, CancellationToken cancellationToken)
    {
        await using var local = parsed.GetValue(_local)
            ? await LocalLake.OpenAsync(parsed.GetValue(_folder), isVerbose: false, cancellationToken)
            : null;
        try
        {
            return await use(local?.Connection ?? EnvironmentLake.Read());
        }
        catch (UploadException fault)
        {
            throw new UsageException(
                $"{fault.Message} {Presentation.ErrorAdvice.Of(fault)}", fault.StopsRun ? ExitCode.NoLake : ExitCode.SomeNotStored);
        }
    }
}
