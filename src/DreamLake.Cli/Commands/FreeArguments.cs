using System.CommandLine;
using DreamLake.Engine;

namespace DreamLake.Cli.Commands;

/// <summary>What can be said on the command line of every verb that removes files.</summary>
internal sealed class FreeArguments
{
    private readonly Option<bool> _assumeClosed = new("--assume-closed")
    {
        Description = "Take files as closed where the system cannot tell: on network file systems, and on macOS.",
    };

    private readonly Option<bool> _removeSource = new("--remove-source")
    {
        Description = "Remove each file once the lake has proven that it has every byte of it; the run waits for that.",
    };

    private readonly Option<bool> _noWait =
        new("--no-wait") { Description = "With --remove-source, leave what is not proven at once to 'dreamlake free'." };

    /// <summary>Undoes what a killed run left half done, before files are looked for.</summary>
    /// <exception cref="UsageException">It cannot be undone.</exception>
    public static async Task SettleAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LakeFreer.SettleAsync(cancellationToken: cancellationToken);
        }
        catch (UploadException fault)
        {
            throw new UsageException($"{fault.Message} {fault.Advice}", ExitCode.SomeNotStored);
        }
    }

    /// <summary>Adds what an upload may say of it.</summary>
    public void AddToUpload(Command command)
    {
        foreach (var option in new Option[] { _removeSource, _noWait, _assumeClosed }) command.Options.Add(option);
    }

    /// <summary>How an upload removes files; null where it does not.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="isForced">Whether a lake on this machine is enough.</param>
    /// <exception cref="UsageException">What goes with it was said without it.</exception>
    public FreeOptions? OfUpload(ParseResult parsed, bool isForced)
    {
        if (parsed.GetValue(_removeSource)) return Options(parsed) with { Force = isForced, WaitsForProof = !parsed.GetValue(_noWait) };
        return parsed.GetValue(_noWait) || parsed.GetValue(_assumeClosed)
            ? throw new UsageException("--no-wait and --assume-closed go with --remove-source.")
            : null;
    }

    /// <summary>Adds all of it to a command.</summary>
    public void AddTo(Command command) => command.Options.Add(_assumeClosed);

    /// <summary>How files are freed.</summary>
    public FreeOptions Options(ParseResult parsed) => new() { AssumeClosed = parsed.GetValue(_assumeClosed) };
}
