using System.CommandLine;
using DreamLake.Cli.Files;
using DreamLake.Engine;
using DreamLake.Presentation;
using DreamLake.Presentation.Folders;
using DreamLake.Protocol;

namespace DreamLake.Cli.Commands;

/// <summary>What can be said on a command line of files on this disk, and where they go in a lake, and what it means.</summary>
internal sealed class SourceArguments
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

    /// <summary>Adds all of it to a command.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(_files);
        foreach (var option in new Option[]
        {
            _episode, _to, _name, _filesFrom, _type, _typeMap, _include, _exclude, _noRecurse, _includeHidden, _followLinks,
        }) command.Options.Add(option);
    }

    /// <summary>The files that are meant, and what of their folders is left out.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="waitsForWriters">Whether files that a process is writing are waited for.</param>
    /// <exception cref="UsageException">A name leads to no file, or two files would become one asset.</exception>
    public FileSelection Selection(ParseResult parsed, bool waitsForWriters = false)
    {
        var (named, list) = (parsed.GetValue(_files) ?? [], parsed.GetValue(_filesFrom));
        if (named.Length == 0 && list is null)
            throw new UsageException("Name the files or folders, or a list with --files-from.");
        var place = new UploadRequest("", Address(parsed), To(parsed), TypeOf(parsed), Name(parsed));
        return FileSelection.Of(named, list, place, Rules(parsed, place.Type, waitsForWriters));
    }

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

    private FolderRules Rules(ParseResult parsed, AssetType? type, bool waitsForWriters) => new(
        parsed.GetValue(_include), parsed.GetValue(_exclude))
    {
        Type = type,
        TypeMap = TypeMapOf(parsed),
        WaitsForWriters = waitsForWriters,
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
