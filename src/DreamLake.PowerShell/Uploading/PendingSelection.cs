using System.Management.Automation;
using DreamLake.Engine;
using DreamLake.PowerShell.Errors;

namespace DreamLake.PowerShell.Uploading;

/// <summary>Picks pending uploads by what a person typed or piped.</summary>
/// <remarks>One serves a whole pipeline: however much is piped, each state is read once.</remarks>
/// <param name="cmdlet">Writes errors.</param>
internal sealed class PendingSelection(PSCmdlet cmdlet)
{
    private readonly Lazy<IReadOnlyList<PendingUpload>> _all = new(() => Read(cmdlet));
    private Dictionary<string, PendingUpload>? _byStateFile;

    /// <summary>All of them.</summary>
    /// <exception cref="PipelineStoppedException">The state folder cannot be read: the command ends.</exception>
    public IReadOnlyList<PendingUpload> All => _all.Value;

    /// <summary>Those whose hash matches one of the patterns. A hash without wildcards that is not there is an error.</summary>
    public IEnumerable<PendingUpload> ByHash(IEnumerable<string> patterns) => patterns.SelectMany(pattern =>
        OrError(pattern, All.Where(pending => Matches(pattern, pending.Hash)), () => NoSuchState(pattern)));

    /// <summary>Those whose file is at one of the paths; a path is taken literally or as a pattern.</summary>
    /// <remarks>A path without wildcards of which none is pending is an error.</remarks>
    public IEnumerable<PendingUpload> ByPath(IEnumerable<string> paths) => paths.SelectMany(path =>
    {
        var full = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
        var matches = All.Where(pending => pending.Path is { } file && (file == full || Matches(full, file)));
        return OrError(path, matches, () => NoStateOf(path));
    });

    /// <summary>Those that were listed before, each by its state file: another upload of the same content is another.</summary>
    /// <remarks>One that is over meanwhile is an error.</remarks>
    public IEnumerable<PendingUpload> Listed(IEnumerable<DreamLakeUploadState> states)
    {
        _byStateFile ??= All.ToDictionary(pending => pending.StateFile, StringComparer.Ordinal);
        foreach (var state in states)
        {
            if (_byStateFile.TryGetValue(state.StateFile, out var found) && File.Exists(state.StateFile)) yield return found;
            else cmdlet.WriteError(NoSuchState(state.Hash));
        }
    }

    private PendingUpload[] OrError(string asked, IEnumerable<PendingUpload> found, Func<ErrorRecord> error)
    {
        var matches = found.ToArray();
        if (matches.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(asked)) cmdlet.WriteError(error());
        return matches;
    }

    private static IReadOnlyList<PendingUpload> Read(PSCmdlet cmdlet)
    {
        try
        {
            return new PendingUploads().List();
        }
        catch (Engine.UploadException fault)
        {
            cmdlet.ThrowTerminatingError(ErrorRecords.Of(fault, null));
            throw;
        }
    }

    private static bool Matches(string pattern, string text) =>
        WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant).IsMatch(text);

    private static ErrorRecord NoSuchState(string hash) => NotFound(hash, $"No upload '{hash}' is pending.");

    private static ErrorRecord NoStateOf(string path) => NotFound(path, $"No upload of '{path}' is pending.");

    private static ErrorRecord NotFound(string asked, string message)
    {
        const string Advice = "Get-DreamLakeUploadState lists those that are.";
        return ErrorRecords.Create(null, "StateNotFound", ErrorCategory.ObjectNotFound, asked, message, Advice);
    }
}
