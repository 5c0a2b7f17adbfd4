using System.Management.Automation;
using DreamLake.Disk;
using DreamLake.Engine;
using DreamLake.PowerShell.Errors;
using DreamLake.Presentation;
using DreamLake.Presentation.Folders;

namespace DreamLake.PowerShell.Uploading;

/// <summary>What folders and lists hold, for a cmdlet: what is left out is written at once, the rest is handed on.</summary>
/// <remarks>One for a whole pipeline; what stands in it is of the module's own or of what is loaded with the engine.</remarks>
internal sealed class FolderSource
{
    private readonly PSCmdlet _cmdlet;
    private readonly FolderRules _rules;
    private readonly IRunTally _tally;
    private readonly AssetNameClaims _claims = new();
    private readonly List<(UnsettledFiles Files, UploadRequest Place)> _unsettled = [];

    /// <summary>A source.</summary>
    /// <param name="cmdlet">Writes what is left out.</param>
    /// <param name="rules">What is taken.</param>
    /// <param name="tally">Counts it.</param>
    public FolderSource(PSCmdlet cmdlet, FolderRules rules, IRunTally tally) => (_cmdlet, _rules, _tally) = (cmdlet, rules, tally);

    /// <summary>Whether files are left that someone may still be writing.</summary>
    public bool IsWaiting => _unsettled.Any(batch => !batch.Files.IsEmpty);

    /// <summary>A file that was named by itself.</summary>
    public FolderEntry File(string path) => new(path, Path.GetFileName(path), null) { Type = _rules.TypeOf(path) };

    /// <summary>Where a file goes. What Get-ChildItem finds has a name, its own: that asks for nothing.</summary>
    public static UploadRequest PlaceOf(string path, UploadRequest place) =>
        place.Name == Path.GetFileName(path) ? place with { Name = null } : place;

    /// <summary>What a folder holds.</summary>
    public IEnumerable<FolderEntry> Folder(string path) => new FolderWalk(_rules).Entries(path);

    /// <summary>What a list leads to.</summary>
    public IEnumerable<FolderEntry> List(IEnumerable<string> names, Func<string, string> resolve) =>
        new ListedFiles(_rules, resolve).Entries(names);

    /// <summary>The uploads among entries.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="place">Where they go.</param>
    public IEnumerable<UploadRequest> Requests(IEnumerable<FolderEntry> entries, UploadRequest place)
    {
        var unsettled = new UnsettledFiles(new WriterWatch(new LocalDisk(), TimeProvider.System), _rules.WaitsForWriters);
        _unsettled.Add((unsettled, place));
        foreach (var entry in entries)
        {
            if (entry.IsUnsettled) unsettled.Add(entry);
            else if (RequestOf(entry, place) is { } request) yield return request;
        }
    }

    /// <summary>The uploads of files that are found to be written no more; those that are being written are left out here.</summary>
    public IEnumerable<UploadRequest> Settled() => _unsettled.SelectMany(batch => batch.Files.Settle()
        .Select(entry => RequestOf(entry, batch.Place)).OfType<UploadRequest>());

    /// <summary>The uploads of files that someone may still be writing.</summary>
    public IEnumerable<UploadRequest> Unsettled() =>
        _unsettled.SelectMany(batch => batch.Files.Rest().Select(entry => entry.RequestAt(batch.Place)));

    private UploadRequest? RequestOf(FolderEntry entry, UploadRequest place)
    {
        if (entry.LeftOut is { } left)
        {
            Tell(left);
            return null;
        }

        var request = entry.RequestAt(place);
        if (_claims.Claim(request) is not { } taken) return request;
        _tally.CountFailed(nameof(UploadError.NameTaken));
        _cmdlet.WriteError(ErrorRecords.Of(BatchPlanner.NameTaken(taken), request.Path));
        return null;
    }

    private void Tell(LeftOut left)
    {
        _tally.Count(left);
        if (left.IsFailure)
        {
            var message = $"'{left.Path}' cannot be read: {left.Detail}";
            const string Advice = "Mend its rights or its name, or leave it out with -Exclude; the others go on.";
            _cmdlet.WriteError(
                ErrorRecords.Create(null, nameof(UploadError.FileUnreadable), ErrorCategory.ReadError, left.Path, message, Advice));
            return;
        }

        _cmdlet.WriteVerbose($"'{left.Path}' is left out: {left.Words}.");
        if (_tally.TakesObjects) _cmdlet.WriteObject(OutputMapping.Skipped(left));
    }
}
