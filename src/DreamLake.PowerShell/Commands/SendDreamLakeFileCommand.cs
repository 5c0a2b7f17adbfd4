using System.Collections;
using System.Management.Automation;
using DreamLake.Engine;
using DreamLake.PowerShell.Completion;
using DreamLake.PowerShell.Errors;
using DreamLake.PowerShell.Language;
using DreamLake.PowerShell.Sources;
using DreamLake.PowerShell.Uploading;
using DreamLake.Presentation;
using DreamLake.Presentation.Folders;
using DreamLake.Protocol;

namespace DreamLake.PowerShell.Commands;

/// <summary>Uploads files to a DreamLake, resumably.</summary>
[Cmdlet(VerbsCommunications.Send, "DreamLakeFile", DefaultParameterSetName = ByPath, SupportsShouldProcess = true)]
[OutputType(typeof(DreamLakeUpload))]
public sealed class SendDreamLakeFileCommand : UploadCommand
{
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";
    private const string ByList = "FilesFrom";

    private PlannedRun? _plans;
    private FolderSource? _source;

    /// <summary>The files; wildcards are allowed.</summary>
    [Parameter(
        Mandatory = true, Position = 0, ParameterSetName = ByPath,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ValueFromRemainingArguments = true)]
    [TextArgument]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The files, exactly as they are called: nothing is a wildcard.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByLiteralPath, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>
    /// A list of files, one a line or with a NUL after each; <c>-</c> is standard input. Relative paths keep their folders below
    /// <see cref="To"/>.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ByList, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string FilesFrom { get; set; } = "";

    /// <summary>Where to: <c>[namespace@]space[:episode]</c>. Without a namespace, the token's own is meant.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(EpisodeCompleter))]
    public string Episode { get; set; } = "";

    /// <summary>The folder in the episode: <c>/camera/front</c>. The top where left out or empty.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(FolderCompleter))]
    public string? To { get; set; }

    /// <summary>
    /// The type, by its name or its word: <c>TextTrack</c>, <c>text-track</c>. From the extension where left out or empty.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AssetTypeCompleter))]
    public string? Type { get; set; }

    /// <summary>What the asset is called, of one file. As the file is where left out or empty.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Name { get; set; }

    /// <summary>The types of extensions: <c>@{ '.raw' = 'Video' }</c>. They count before <see cref="Type"/>.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary TypeMap { get; set; } = new Hashtable();

    /// <summary>
    /// Of folders and lists, globs of what to take, on the path below the folder or on the name. Everything where left out.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Include { get; set; }

    /// <summary>Of folders and lists, globs of what to leave out; they win over <see cref="Include"/>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Exclude { get; set; }

    /// <summary>Takes only what lies at the top of a folder.</summary>
    [Parameter]
    public SwitchParameter NoRecurse { get; set; }

    /// <summary>Takes hidden files and folders as well.</summary>
    [Parameter]
    public SwitchParameter IncludeHidden { get; set; }

    /// <summary>Follows links in folders, to files and to folders.</summary>
    [Parameter]
    public SwitchParameter FollowLinks { get; set; }

    /// <summary>Waits for files of folders that a process is writing; they are left out otherwise.</summary>
    [Parameter]
    public SwitchParameter WaitForWriter { get; set; }

    /// <summary>Removes each file once the lake has proven that it has every byte of it; the command waits for that.</summary>
    [Parameter]
    public SwitchParameter RemoveSource { get; set; }

    /// <summary>With <see cref="RemoveSource"/>, leaves what is not proven at once to <c>Remove-DreamLakeSource</c>.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <summary>With <see cref="RemoveSource"/>, takes files as closed where the system cannot tell.</summary>
    [Parameter]
    public SwitchParameter AssumeClosed { get; set; }

    private protected override AskedNames? Asked => _plans?.Asked;

    /// <summary>Ends the command where what was typed can be no episode or no type: no file could fare better.</summary>
    protected override void BeginProcessing()
    {
        if (RemoveSource) FreePump.Settle(this);
        // What the pipeline brings, or a script block works out, is not there yet: that is looked at file by file.
        if (!AssetTypeWord.TryParse(Type, out var type, out var noType)) ThrowTerminatingError(InvalidType(noType));
        if (Episode.Length > 0) EnsureEpisode();
        _source = new FolderSource(this, Rules(type), Tally);
        _plans = new PlannedRun(this, new UploadOptions { SendsAgain = Force, NoClobber = NoClobber }, StopToken);
    }

    /// <summary>Takes files from the pipeline.</summary>
    protected override void ProcessRecord()
    {
        if (!EpisodeAddress.TryParse(Episode, out var address, out var fault)) WriteError(InvalidEpisode(fault));
        else if (!AssetTypeWord.TryParse(Type, out var type, out fault)) WriteError(InvalidType(fault));
        else SendNamed(new UploadRequest("", address, FileArguments.Given(To), type, FileArguments.Given(Name)));
        _plans!.SayWhatIsWhole();
    }

    /// <summary>Sends what was still being written, and writes results until the last file has ended.</summary>
    protected override void EndProcessing()
    {
        if (IsWhatIf) UploadAll(_source!.Unsettled());
        else while (_source!.IsWaiting)
        {
            UploadAll(_source.Settled());
            if (_source.IsWaiting) Idle(UnsettledFiles.Pace);
        }

        base.EndProcessing();
        _plans!.SayWhatIsWhole();
    }

    /// <inheritdoc/>
    private protected override FreeOptions? Removal => RemoveSource
        ? new FreeOptions { AssumeClosed = AssumeClosed, Force = Force, WaitsForProof = !NoWait }
        : null;

    /// <inheritdoc/>
    private protected override IEnumerable<string> Rerun(UnfinishedFiles files) =>
        [files.Single is { } one ? RerunCommand.Send(one) : "Resume-DreamLakeUpload"];

    private void SendNamed(UploadRequest place)
    {
        if (ParameterSetName == ByList) SendBatch(Listed(), place);
        else foreach (var path in Named())
        {
            if (Directory.Exists(path)) SendBatch(_source!.Folder(path), place);
            else SendAll([_source!.File(path)], FolderSource.PlaceOf(path, place));
        }
    }

    private void SendBatch(IEnumerable<FolderEntry> entries, UploadRequest place)
    {
        BeginBatch();
        if (place.Name is not null) WriteError(NameOfMany(place.Name));
        else
        {
            if (!IsAsking) _plans!.Begin(entries, place, Lake());
            SendAll(entries, place);
        }
    }

    private void SendAll(IEnumerable<FolderEntry> entries, UploadRequest place) => UploadAll(_source!.Requests(entries, place));

    private void UploadAll(IEnumerable<UploadRequest> requests)
    {
        foreach (var request in requests) Upload(request);
    }

    private IEnumerable<string> Named() => new FileArguments(this).Named(ParameterSetName == ByPath ? Path : null, LiteralPath);

    // Kept, because it is gone through for the plan and for the run, and standard input can be read but once.
    private IEnumerable<FolderEntry> Listed()
    {
        var names = new FileArguments(this).ReadList(FilesFrom);
        return _source!.List(names, SessionState.Path.GetUnresolvedProviderPathFromPSPath);
    }

    private FolderRules Rules(Protocol.AssetType? type)
    {
        var pairs = TypeMap.Cast<DictionaryEntry>().Select(pair => KeyValuePair.Create($"{pair.Key}", $"{pair.Value}"));
        if (!Presentation.Folders.TypeMap.TryParse(pairs, out var map, out var fault)) ThrowTerminatingError(InvalidType(fault));
        return new FolderRules(Include, Exclude)
        {
            Type = type,
            TypeMap = map!,
            Recurses = !NoRecurse,
            IncludesHidden = IncludeHidden,
            FollowsLinks = FollowLinks,
            WaitsForWriters = WaitForWriter,
        };
    }

    private void EnsureEpisode()
    {
        if (!EpisodeAddress.TryParse(Episode, out var address, out var fault)) ThrowTerminatingError(InvalidEpisode(fault));
        else if (address.Namespace is null && Lake().Namespace is null)
            ThrowTerminatingError(InvalidEpisode(
                $"'{address}' names no namespace, and no token says whose it is. Write it in front: alice@{address}."));
    }

    private static ErrorRecord NameOfMany(string name)
    {
        const string Advice = "Leave it out, or name the file; nothing was sent of the folder.";
        var message = $"A folder or a list cannot be called '{name}': -Name is for one file.";
        return ErrorRecords.Create(null, nameof(UploadError.InvalidName), ErrorCategory.InvalidArgument, name, message, Advice);
    }

    private ErrorRecord InvalidEpisode(string fault) =>
        ErrorRecords.Create(null, nameof(UploadError.InvalidName), ErrorCategory.InvalidArgument, Episode, fault, "Nothing was sent.");

    private ErrorRecord InvalidType(string fault)
    {
        const string Advice = "Leave it out, or empty, to go by the extension; nothing was sent of it.";
        return ErrorRecords.Create(null, nameof(UploadError.UnknownType), ErrorCategory.InvalidType, Type, fault, Advice);
    }
}
