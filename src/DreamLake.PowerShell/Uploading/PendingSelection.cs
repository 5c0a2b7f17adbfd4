using System.Management.Automation;
using DreamLake.Engine;
using DreamLake.PowerShell.Errors;

namespace DreamLake.PowerShell.Uploading;

/// <summary>Picks pending uploads by what a person typed or piped.</summary>
/// <param name="cmdlet">Writes errors.</param>
internal sealed class PendingSelection(PSCmdlet cmdlet)
{
    private readonly Lazy<IReadOnlyList<PendingUpload>> _all = new(() => Read(cmdlet));

    /// <summary>All of them.</summary>
    /// <exception cref="PipelineStoppedException">The state folder cannot be read: the command ends.</exception>
    public IReadOnlyList<PendingUpload> All => _all.Value;

    /// <summary>Those whose hash matches one of the patterns. A hash without wildcards that is not there is an error.</summary>
    public IEnumerable<PendingUpload> ByHash(IEnumerable<string> patterns)
    {
        foreach (var pattern in patterns)
        {
            var matches = All.Where(pending => Matches(pattern, pending.Hash)).ToArray();
            if (matches.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(pattern)) cmdlet.WriteError(NoSuchState(pattern));
            foreach (var match in matches) yield return match;
        }
    }

    /// <summary>Those whose file is at one of the paths; a path is taken literally or as a pattern.</summary>
    public IEnumerable<PendingUpload> ByPath(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            var full = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
            foreach (var pending in All.Where(pending => pending.Path is { } file && (file == full || Matches(full, file)))) yield return pending;
        }
    }

    /// <summary>Those that were listed before; one that is over meanwhile is an error.</summary>
    public IEnumerable<PendingUpload> Listed(IEnumerable<DreamLakeUploadState> states)
    {
        foreach (var state in states)
        {
            if (All.FirstOrDefault(pending => pending.StateFile == state.StateFile) is { } found) yield return found;
            else cmdlet.WriteError(NoSuchState(state.Hash));
        }
    }

    private static IReadOnlyList<PendingUpload> Read(PSCmdlet cmdlet)
    {
        try
        {
            return new PendingUploads().List();
        }
        catch (UploadException fault)
        {
            cmdlet.ThrowTerminatingError(ErrorRecords.Of(fault, null));
            throw;
        }
    }

    private static bool Matches(string pattern, string text) => WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant).IsMatch(text);

    private static ErrorRecord NoSuchState(string hash)
    {
        var message = $"No upload '{hash}' is pending.";
        return ErrorRecords.Create(new ItemNotFoundException(message), "StateNotFound", ErrorCategory.ObjectNotFound, hash, message, "Get-DreamLakeUploadState lists those that are.");
    }
}
