using System.Management.Automation;
using DreamLake.Engine;
using DreamLake.PowerShell.Waiting;
using DreamLake.Presentation;
using DreamLake.Presentation.Folders;

namespace DreamLake.PowerShell.Uploading;

/// <summary>What a run would do with its files, one after the other: the folder of states is looked at once for all of them.</summary>
/// <remarks>
/// It stands between the cmdlets and the engine because PowerShell looks at every member of a cmdlet, before the engine is loaded.
/// </remarks>
internal sealed class PreviewedRun : IRunTally
{
    private readonly UploadPreviews _previews = new();
    private readonly UploadPlan _plan = new();
    private readonly List<UploadRequest> _asked = [];
    private string _last = "";

    /// <inheritdoc/>
    public bool TakesObjects => false;

    /// <summary>The files that wait for a person's word.</summary>
    public IReadOnlyList<UploadRequest> Asked => _asked;

    /// <summary>What a person is asked: of one file what would be done with it, of more the plan.</summary>
    public string Question => _asked.Count == 1 ? _last : string.Join(" ", _plan.Lines());

    /// <summary>What would be done with a file, as a sentence for <c>-WhatIf</c> and <c>-Confirm</c>.</summary>
    /// <exception cref="UploadException">The file is none that could be uploaded.</exception>
    public string Of(UploadRequest request, LakeConnection lake, CancellationToken cancellationToken)
    {
        var preview = BlockingCall.Run(async () =>
        {
            await _previews.AskAsync([request], lake, cancellationToken).ConfigureAwait(false);
            return await _previews.OfAsync(request, lake, cancellationToken).ConfigureAwait(false);
        });
        _plan.Add(preview);
        return PreviewText.Of(request.Path, preview);
    }

    /// <summary>Keeps a file until a person was asked of all of them.</summary>
    /// <exception cref="UploadException">The file is none that could be uploaded.</exception>
    public void Ask(UploadRequest request, LakeConnection lake, CancellationToken cancellationToken)
    {
        _last = Of(request, lake, cancellationToken);
        _asked.Add(request);
    }

    /// <inheritdoc/>
    public void Count(LeftOut left) => _plan.Add(left);

    /// <inheritdoc/>
    public void CountFailed(string reason) => _plan.AddFailed();

    /// <summary>Says the plan of what was previewed, if that was more than one file.</summary>
    public void SayPlan(PSCmdlet cmdlet)
    {
        if (_plan.Files + _plan.Failed + _plan.LeftOut.Count > 1) PlannedRun.Say(cmdlet, _plan);
    }
}
