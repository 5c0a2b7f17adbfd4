using System.Management.Automation;
using DreamLake.Engine;
using DreamLake.PowerShell.Language;

namespace DreamLake.PowerShell.Uploading;

/// <summary>Says, once, that an upload is paused, and the exact command that resumes it.</summary>
/// <param name="cmdlet">Whose run it is.</param>
/// <param name="rerun">The command for the files that were not finished.</param>
internal sealed class PauseNotice(PSCmdlet cmdlet, Func<IReadOnlyList<UploadRequest>, string> rerun)
{
    private bool _isSaid;

    /// <summary>Says it as a warning, in the pipeline.</summary>
    public void Warn(IReadOnlyList<UploadRequest> unfinished)
    {
        _isSaid = true;
        cmdlet.WriteWarning(Text(unfinished));
    }

    /// <summary>Says it past the warning stream, to the person: a stopped pipeline takes no warnings any more.</summary>
    public void WarnThroughHost(IReadOnlyList<UploadRequest> unfinished)
    {
        if (_isSaid || IsUnwanted()) return;
        _isSaid = true;
        cmdlet.Host?.UI?.WriteWarningLine(Text(unfinished));
    }

    private bool IsUnwanted() =>
        PreferenceVariable.Of(cmdlet, "WarningAction", "WarningPreference") is ActionPreference.SilentlyContinue or ActionPreference.Ignore;

    private string Text(IReadOnlyList<UploadRequest> unfinished) => $"upload paused — re-run to resume: {rerun(unfinished)}";
}
