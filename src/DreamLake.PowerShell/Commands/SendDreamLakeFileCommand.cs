using System.Management.Automation;
using DreamLake.Engine;
using DreamLake.PowerShell.Completion;
using DreamLake.PowerShell.Errors;
using DreamLake.PowerShell.Uploading;
using DreamLake.Protocol;

namespace DreamLake.PowerShell.Commands;

/// <summary>Uploads files to a DreamLake, resumably.</summary>
[Cmdlet(VerbsCommunications.Send, "DreamLakeFile", DefaultParameterSetName = ByPath, SupportsShouldProcess = true)]
[OutputType(typeof(DreamLakeUpload))]
public sealed class SendDreamLakeFileCommand : UploadCommand
{
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";

    private readonly Dictionary<string, string> _pathsByName = new(StringComparer.Ordinal);

    /// <summary>The files; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPath, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The files, exactly as they are called: nothing is a wildcard.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByLiteralPath, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Where to: <c>[namespace@]space[:episode]</c>. Without a namespace, the token's own is meant.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(EpisodeCompleter))]
    [ValidateNotNullOrEmpty]
    public string Episode { get; set; } = "";

    /// <summary>The folder in the episode: <c>/camera/front</c>. The top where left out.</summary>
    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? To { get; set; }

    /// <summary>The type; from the extension where left out.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public AssetType? Type { get; set; }

    /// <summary>Ends the command where the episode that was typed can be none: no file could fare better.</summary>
    protected override void BeginProcessing()
    {
        if (!MyInvocation.BoundParameters.ContainsKey(nameof(Episode))) return;
        if (!EpisodeAddress.TryParse(Episode, out var address, out var fault)) ThrowTerminatingError(InvalidEpisode(fault));
        else if (address.Namespace is null && Lake().Namespace is null)
            ThrowTerminatingError(InvalidEpisode($"'{address}' names no namespace, and no token says whose it is. Write it in front: alice@{address}."));
    }

    /// <summary>Takes files from the pipeline.</summary>
    protected override void ProcessRecord()
    {
        if (!EpisodeAddress.TryParse(Episode, out var address, out var fault))
        {
            WriteError(InvalidEpisode(fault));
            return;
        }

        var files = new FileArguments(this);
        var paths = ParameterSetName == ByPath ? Path.SelectMany(files.Matching) : LiteralPath.SelectMany(files.Exactly);
        foreach (var path in paths) Send(path, address);
    }

    /// <inheritdoc/>
    private protected override string Rerun(IReadOnlyList<UploadRequest> files) => RerunCommand.Send(files);

    private void Send(string path, EpisodeAddress address)
    {
        var type = Type is { } wanted && Protocol.AssetType.TryFromWord(wanted.ToString(), out var known) ? known : null;
        var name = $"{address} {To?.TrimEnd('/')}/{System.IO.Path.GetFileName(path)}";
        if (_pathsByName.TryAdd(name, path) || _pathsByName[name] == path)
        {
            Upload(new UploadRequest(path, address, To, type));
            return;
        }

        var message = $"'{path}' and '{_pathsByName[name]}' would both become {name}.";
        WriteError(ErrorRecords.Create(new InvalidOperationException(message), "NameTaken", ErrorCategory.ResourceExists, path, message, "Upload it to another folder with -To."));
    }

    private ErrorRecord InvalidEpisode(string fault) =>
        ErrorRecords.Create(new FormatException(fault), nameof(UploadError.InvalidName), ErrorCategory.InvalidArgument, Episode, fault, "Nothing was sent.");
}
