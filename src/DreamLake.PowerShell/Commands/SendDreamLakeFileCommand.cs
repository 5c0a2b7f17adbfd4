using System.Management.Automation;
using DreamLake.Engine;
using DreamLake.PowerShell.Completion;
using DreamLake.PowerShell.Errors;
using DreamLake.PowerShell.Language;
using DreamLake.PowerShell.Uploading;
using DreamLake.Presentation;
using DreamLake.Protocol;

namespace DreamLake.PowerShell.Commands;

/// <summary>Uploads files to a DreamLake, resumably.</summary>
[Cmdlet(VerbsCommunications.Send, "DreamLakeFile", DefaultParameterSetName = ByPath, SupportsShouldProcess = true)]
[OutputType(typeof(DreamLakeUpload))]
public sealed class SendDreamLakeFileCommand : UploadCommand
{
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";

    private readonly AssetNameClaims _claims = new();

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

    /// <summary>Where to: <c>[namespace@]space[:episode]</c>. Without a namespace, the token's own is meant.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(EpisodeCompleter))]
    public string Episode { get; set; } = "";

    /// <summary>The folder in the episode: <c>/camera/front</c>. The top where left out or empty.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? To { get; set; }

    /// <summary>
    /// The type, by its name or its word: <c>TextTrack</c>, <c>text-track</c>. From the extension where left out or empty.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AssetTypeCompleter))]
    public string? Type { get; set; }

    /// <summary>Ends the command where what was typed can be no episode or no type: no file could fare better.</summary>
    protected override void BeginProcessing()
    {
        // What the pipeline brings, or a script block works out, is not there yet: that is looked at file by file.
        if (!AssetTypeWord.TryParse(Type, out _, out var noType)) ThrowTerminatingError(InvalidType(noType));
        if (Episode.Length > 0) EnsureEpisode();
    }

    /// <summary>Takes files from the pipeline.</summary>
    protected override void ProcessRecord()
    {
        if (!EpisodeAddress.TryParse(Episode, out var address, out var fault)) WriteError(InvalidEpisode(fault));
        else if (!AssetTypeWord.TryParse(Type, out var type, out fault)) WriteError(InvalidType(fault));
        else SendFiles(address, string.IsNullOrWhiteSpace(To) ? null : To, type);
    }

    /// <inheritdoc/>
    private protected override IEnumerable<string> Rerun(IReadOnlyList<UploadRequest> files) => RerunCommand.Send(files);

    private void EnsureEpisode()
    {
        if (!EpisodeAddress.TryParse(Episode, out var address, out var fault)) ThrowTerminatingError(InvalidEpisode(fault));
        else if (address.Namespace is null && Lake().Namespace is null)
            ThrowTerminatingError(InvalidEpisode(
                $"'{address}' names no namespace, and no token says whose it is. Write it in front: alice@{address}."));
    }

    private void SendFiles(EpisodeAddress address, string? to, Protocol.AssetType? type)
    {
        foreach (var path in Files()) Send(new UploadRequest(path, address, to, type));
    }

    private IEnumerable<string> Files()
    {
        var files = new FileArguments(this);
        return ParameterSetName == ByPath ? Path.SelectMany(files.Matching) : LiteralPath.SelectMany(files.Exactly);
    }

    private void Send(UploadRequest request)
    {
        if (_claims.Claim(request) is not { } taken)
        {
            Upload(request);
            return;
        }

        const string Advice = "Upload it to another folder with -To.";
        WriteError(ErrorRecords.Create(null, "NameTaken", ErrorCategory.ResourceExists, request.Path, taken, Advice));
    }

    private ErrorRecord InvalidEpisode(string fault) =>
        ErrorRecords.Create(null, nameof(UploadError.InvalidName), ErrorCategory.InvalidArgument, Episode, fault, "Nothing was sent.");

    private ErrorRecord InvalidType(string fault)
    {
        const string Advice = "Leave it out, or empty, to go by the extension; nothing was sent of it.";
        return ErrorRecords.Create(null, nameof(UploadError.UnknownType), ErrorCategory.InvalidType, Type, fault, Advice);
    }
}
