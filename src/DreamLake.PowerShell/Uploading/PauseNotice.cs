using System.Management.Automation;
using DreamLake.PowerShell.Language;

namespace DreamLake.PowerShell.Uploading;

/// <summary>Says, once, that an upload is paused, and the exact command that resumes it.</summary>
/// <param name="cmdlet">Whose run it is.</param>
/// <param name="rerun">The command for the files that were not finished.</param>
internal sealed class PauseNotice(PSCmdlet cmdlet, Func<UnfinishedFiles, string> rerun)
{
    private const int MostSaid = 5;
    private bool _isSaid;

    /// <summary>Says it as a warning, in the pipeline.</summary>
    public void Warn(UnfinishedFiles unfinished)
    {
        _isSaid = true;
        foreach (var line in Lines(unfinished)) cmdlet.WriteWarning(line);
    }

    /// <summary>Says it past the warning stream, to the person: a stopped pipeline takes no warnings any more.</summary>
    /// <param name="unfinished">The files that were not finished.</param>
    /// <param name="safe">What is safe of them, a sentence each.</param>
    public void WarnThroughHost(UnfinishedFiles unfinished, IReadOnlyList<string> safe)
    {
        if (_isSaid || IsUnwanted()) return;
        _isSaid = true;
        foreach (var sentence in safe.Take(MostSaid)) cmdlet.Host?.UI?.WriteWarningLine(sentence);
        if (safe.Count > MostSaid) cmdlet.Host?.UI?.WriteWarningLine($"So are {safe.Count - MostSaid} more files.");
        foreach (var line in Lines(unfinished)) cmdlet.Host?.UI?.WriteWarningLine(line);
    }

    private bool IsUnwanted() =>
        PreferenceVariable.Of(cmdlet, "WarningAction", "WarningPreference") is ActionPreference.SilentlyContinue or ActionPreference.Ignore;

    // The command stands alone in its line: what is copied from there does what was meant.
    private IEnumerable<string> Lines(UnfinishedFiles unfinished)
    {
        yield return $"upload paused — re-run to resume: {rerun(unfinished)}";
        if (unfinished.Count < 2) yield break;
        var first = unfinished.First is { } request ? $"; '{request.Path}' is the first" : "";
        yield return $"{unfinished.Count} files had not ended or not begun{first}. They are remembered.";
    }
}
