using System.CommandLine;
using DreamLake.Cli.Files;
using DreamLake.Engine;

namespace DreamLake.Cli.Commands;

/// <summary>What can be said on the command line of <c>upload</c>, and what it means.</summary>
internal sealed class UploadArguments
{
    private readonly SourceArguments _source = new();
    private readonly FreeArguments _free = new();

    private readonly Option<bool> _waitForWriter =
        new("--wait-for-writer") { Description = "Of folders and lists, wait for files that a process is writing." };

    private readonly Option<bool> _dryRun =
        new("--dry-run") { Description = "Say what would be uploaded and what left out, and do nothing." };

    /// <summary>How the run goes, and what is shown of it.</summary>
    public RunArguments Run { get; } = new();

    /// <summary>Adds all of it to a command.</summary>
    public void AddTo(Command command)
    {
        _source.AddTo(command);
        command.Options.Add(_waitForWriter);
        _free.AddToUpload(command);
        command.Options.Add(_dryRun);
        Run.AddTo(command);
    }

    /// <summary>The files that are meant, and what of their folders is left out.</summary>
    /// <exception cref="UsageException">A name leads to no file, or two files would become one asset.</exception>
    public FileSelection Selection(ParseResult parsed) =>
        _source.Selection(parsed, parsed.GetValue(_waitForWriter));

    /// <summary>How the run goes.</summary>
    /// <exception cref="UsageException">What was typed does not go together.</exception>
    public UploadOptions Options(ParseResult parsed, Action<UploadNote> notes)
    {
        var options = Run.Options(parsed, notes);
        return options with { RemoveSource = _free.OfUpload(parsed, options.SendsAgain) };
    }

    /// <summary>Whether files are to be removed.</summary>
    public bool IsRemoving(ParseResult parsed) => _free.OfUpload(parsed, isForced: false) is not null;

    /// <summary>Whether nothing is done.</summary>
    public bool IsDryRun(ParseResult parsed) => parsed.GetValue(_dryRun);
}
