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

    private readonly Option<bool> _local =
        new("--local") { Description = "Use a lake on this machine; started for this run where none serves." };

    private readonly Option<string?> _folder = FolderOption.Create();

    private readonly Option<string?> _wait = new("--wait")
    {
        Description = "Wait until the lake has read each file back and its SHA-256 is right (verified), or can be streamed (ready).",
        HelpName = "verified|ready",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Write one JSON object for each file to standard output." };

    private readonly Option<string?> _limitRate = new("--limit-rate")
    {
        Description = "The most bytes a second over all files: 500K, 2M or plain bytes. Default: no limit.",
        HelpName = "RATE",
    };

    private readonly Option<bool> _rehash = new("--rehash") { Description = "Hash files again that an interrupted run has hashed." };

    private readonly Option<bool> _force =
        new("--force") { Description = "Hash and send files that the lake has already, under the same name and of the same content." };

    private readonly Option<bool> _noClobber =
        new("--no-clobber") { Description = "Fail rather than take the place of another content of the same name; the lake decides." };

    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Say what happens on the way." };

    /// <summary>Adds all of it to a command.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(_files);
        foreach (var option in new Option[]
        {
            _episode, _to, _name, _filesFrom, _type, _typeMap, _include, _exclude, _noRecurse, _includeHidden, _followLinks,
            _waitForWriter, _dryRun, _local, _folder, _wait, _json, _limitRate, _rehash, _force, _noClobber, _verbose,
        }) command.Options.Add(option);
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

    /// <summary>Whether results are JSON.</summary>
    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>Whether every note is shown.</summary>
    public bool IsVerbose(ParseResult parsed) => parsed.GetValue(_verbose);

    /// <summary>Whether nothing is done.</summary>
    public bool IsDryRun(ParseResult parsed) => parsed.GetValue(_dryRun);

    /// <summary>Whether the lake is one on this machine.</summary>
    public bool IsLocal(ParseResult parsed) => parsed.GetValue(_local);

    /// <summary>Its folder; null for the one that is used where none is named.</summary>
    public string? LocalFolder(ParseResult parsed) => parsed.GetValue(_folder);

    /// <summary>How uploads run.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="notes">Told what happens on the way.</param>
    /// <exception cref="UsageException">The rate is none, or what is to be waited for is nothing.</exception>
    public UploadOptions Options(ParseResult parsed, Action<UploadNote> notes) => new()
    {
        MaxRate = RateOption.Parse(parsed.GetValue(_limitRate)),
        Rehash = parsed.GetValue(_rehash) || parsed.GetValue(_force),
        SendsAgain = parsed.GetValue(_force),
        NoClobber = parsed.GetValue(_noClobber),
        WaitFor = WaitForWord.TryParse(parsed.GetValue(_wait), out var goal, out var fault) ? goal : throw new UsageException(fault),
        Notes = notes,
    };

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
