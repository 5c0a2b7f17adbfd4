using System.Management.Automation;
using DreamLake.Engine;
using DreamLake.PowerShell.Catalog;
using DreamLake.PowerShell.Completion;
using DreamLake.PowerShell.Errors;
using DreamLake.PowerShell.Language;
using DreamLake.PowerShell.Uploading;
using DreamLake.Presentation;
using DreamLake.Presentation.Folders;
using DreamLake.Protocol;

namespace DreamLake.PowerShell.Sources;

/// <summary>What the cmdlets have in common that hold files of this machine against what a lake has of them.</summary>
public abstract class SourceCommand : CatalogCommand
{
    private protected const string ByPath = "Path";
    private protected const string ByLiteralPath = "LiteralPath";

    private protected SourceCommand()
    {
    }

    /// <summary>The files or folders; wildcards are allowed.</summary>
    [Parameter(
        Mandatory = true, Position = 0, ParameterSetName = ByPath,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ValueFromRemainingArguments = true)]
    [TextArgument]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The files or folders, exactly as they are called: nothing is a wildcard.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByLiteralPath, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Where they are in the lake: <c>[namespace@]space[:episode]</c>.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(EpisodeCompleter))]
    public string Episode { get; set; } = "";

    /// <summary>The folder in the episode: <c>/camera/front</c>. The top where left out or empty.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(FolderCompleter))]
    public string? To { get; set; }

    /// <summary>The type, by its name or its word. From the extension where left out or empty.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AssetTypeCompleter))]
    public string? Type { get; set; }

    /// <summary>
    /// What the asset is called, of one file; with a slash in front, its path in the episode, as uploads have it. As the file is where left
    /// out.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Name { get; set; }

    /// <summary>Of folders, globs of what to take. Everything where left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Include { get; set; }

    /// <summary>Of folders, globs of what to leave out; they win over <see cref="Include"/>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Exclude { get; set; }

    /// <summary>Takes only what lies at the top of a folder.</summary>
    [Parameter]
    public SwitchParameter NoRecurse { get; set; }

    /// <summary>The files that were named, each with its place in the lake; what cannot be is an error.</summary>
    private protected IEnumerable<UploadRequest> Requests()
    {
        if (Place() is not { } place) yield break;
        var leftOut = new LeftOutCount();
        var rules = new FolderRules(Include, Exclude) { Type = place.Type, Recurses = !NoRecurse };
        var source = new FolderSource(this, rules, leftOut);
        foreach (var path in Named())
        {
            var entries = Directory.Exists(path) ? source.Folder(path) : [source.File(path)];
            foreach (var request in source.Requests(entries, FolderSource.PlaceOf(path, place))) yield return request;
        }

        // What somebody may still be writing is told as it is found: changed, or open.
        foreach (var request in source.Unsettled()) yield return request;
        if (leftOut.Tally.Count > 0) WriteWarning($"Left out: {leftOut.Tally}.");
    }

    /// <summary>Where the files of this record are; null, with an error written, where that can be nothing.</summary>
    private protected UploadRequest? Place()
    {
        if (!EpisodeAddress.TryParse(Episode, out var address, out var fault))
        {
            WriteError(Invalid(nameof(UploadError.InvalidName), Episode, fault));
            return null;
        }

        if (!AssetTypeWord.TryParse(FileArguments.Given(Type), out var type, out fault))
        {
            WriteError(Invalid(nameof(UploadError.UnknownType), Type, fault));
            return null;
        }

        var (to, name) = (FileArguments.Given(To), FileArguments.Given(Name));
        if (name?.StartsWith('/') == true) (to, name) = (name[..name.LastIndexOf('/')], name[(name.LastIndexOf('/') + 1)..]);
        return new UploadRequest("", address, FileArguments.Given(to), type, name);
    }

    private IEnumerable<string> Named() => new FileArguments(this).Named(ParameterSetName == ByPath ? Path : null, LiteralPath);

    private static ErrorRecord Invalid(string id, string? target, string fault) =>
        ErrorRecords.Create(null, id, ErrorCategory.InvalidArgument, target, fault, "Nothing was done with it.");

    /// <summary>What is left out of a record's folders: each by the verbose stream, their number by a warning.</summary>
    private sealed class LeftOutCount : IRunTally
    {
        public LeftOutTally Tally { get; } = new();

        public bool TakesObjects => false;

        public void Count(LeftOut left) => Tally.Add(left);

        public void CountFailed(string reason)
        {
            // An error was written.
        }
    }
}
