using System.CommandLine;
using DreamLake.Cli.Files;
using DreamLake.Engine;
using DreamLake.Presentation;
using DreamLake.Presentation.Folders;
using DreamLake.Protocol;

namespace DreamLake.Cli.Commands;

/// <summary>What can be said on the command line of <c>upload</c>, and what it means.</summary>
internal sealed class UploadArguments
{
    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Files, folders (with all they hold) or patterns (quoted).",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string> _episode = new("--episode", "-e")
    {
        Description = "Where to: [namespace@]space[:episode].",
        HelpName = "ADDRESS",
        Required = true,
    };

    private readonly Option<string?> _to = new("--to") { Description = "The folder in the episode. Default: /.", HelpName = "FOLDER" };

    private readonly Option<string?> _name = new("--name")
    {
        Description = "What the asset is called, of one file. Default: as the file.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _filesFrom = new("--files-from")
    {
        Description = "A list of files, one a line or with a NUL after each; - reads standard input. Relative paths keep their folders.",
        HelpName = "LIST",
    };

    private readonly Option<string[]> _typeMap = new("--type-map")
    {
        Description = "The type of an extension: .raw=video. May be repeated.",
        HelpName = ".EXT=TYPE",
    };

    private readonly Option<bool> _waitForWriter =
        new("--wait-for-writer") { Description = "Of folders and lists, wait for files that a process is writing." };

    private readonly Option<string?> _type = new("--type", "-t")
    {
        Description = "video, audio, label-track or text-track. Default: by the extension.",
        HelpName = "TYPE",
    };

    private readonly Option<string[]> _include = new("--include")
    {
        Description = "Of folders, take only what matches: a glob on the path below the folder, or on the name. May be repeated.",
        HelpName = "GLOB",
    };

    private readonly Option<string[]> _exclude = new("--exclude")
    {
        Description = "Of folders, leave out what matches. May be repeated; it wins over --include.",
        HelpName = "GLOB",
    };

    private readonly Option<bool> _noRecurse = new("--no-recurse") { Description = "Of folders, take only what lies at their top." };

    private readonly Option<bool> _includeHidden =
        new("--include-hidden") { Description = "Of folders, take hidden files and folders as well." };

    private readonly Option<bool> _followLinks = new("--follow-links") { Description = "Of folders, follow links to files and folders." };

    private readonly Option<bool> _dryRun =
        new("--dry-run") { Description = "Say what would be uploaded and what left out, and do nothing." };

    /// <summary>How the run goes, and what is shown of it.</summary>
    public RunArguments Run { get; } = new();

    /// <summary>Adds all of it to a command.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(_files);
        foreach (var option in new Option[]
        {
            _episode, _to, _name, _filesFrom, _type, _typeMap, _include, _exclude, _noRecurse, _includeHidden, _followLinks,
            _waitForWriter, _dryRun,
        }) command.Options.Add(option);
        Run.AddTo(command);
    }

    /// <summary>The files that are meant, and what of their folders is left out.</summary>
    /// <exception cref="UsageException">A name leads to no file, or two files would become one asset.</exception>
    public FileSelection Selection(ParseResult parsed)
    {
        var (named, list) = (parsed.GetValue(_files) ?? [], parsed.GetValue(_filesFrom));
        if (named.Length == 0 && list is null)
            throw new UsageException("Name the files or folders to upload, or a list with --files-from.");
        var place = new UploadRequest("", Address(parsed), To(parsed), TypeOf(parsed), Name(parsed));
        return FileSelection.Of(named, list, place, Rules(parsed, place.Type));
    }

    /// <summary>Whether nothing is done.</summary>
    public bool IsDryRun(ParseResult parsed) => parsed.GetValue(_dryRun);

    private EpisodeAddress Address(ParseResult parsed) =>
        EpisodeAddress.TryParse(parsed.GetRequiredValue(_episode), out var address, out var fault)
            ? address
            : throw new UsageException(fault);

    private string? To(ParseResult parsed)
    {
        var to = parsed.GetValue(_to);
        try
        {
            // Whatever the files are called: a folder that can be none is wrong for all of them.
            AssetName.For(to, "name");
            return to;
        }
        catch (FormatException fault)
        {
            throw new UsageException(fault.Message);
        }
    }

    private string? Name(ParseResult parsed)
    {
        if (parsed.GetValue(_name) is not { } name) return null;
        return NameRules.Fault("name", name) is { } fault ? throw new UsageException($"--name: {fault}.") : name;
    }

    private AssetType? TypeOf(ParseResult parsed) =>
        AssetTypeWord.TryParse(parsed.GetValue(_type), out var type, out var fault) ? type : throw new UsageException(fault);

    private FolderRules Rules(ParseResult parsed, AssetType? type) => new(parsed.GetValue(_include), parsed.GetValue(_exclude))
    {
        Type = type,
        TypeMap = TypeMapOf(parsed),
        WaitsForWriters = parsed.GetValue(_waitForWriter),
        Recurses = !parsed.GetValue(_noRecurse),
        IncludesHidden = parsed.GetValue(_includeHidden),
        FollowsLinks = parsed.GetValue(_followLinks),
    };

    private TypeMap TypeMapOf(ParseResult parsed)
    {
        var pairs = (parsed.GetValue(_typeMap) ?? []).Select(pair => pair.Split('=', 2))
            .Select(pair => KeyValuePair.Create(pair[0], pair.ElementAtOrDefault(1) ?? ""));
        return TypeMap.TryParse(pairs, out var map, out var fault) ? map : throw new UsageException(fault);
    }
}
