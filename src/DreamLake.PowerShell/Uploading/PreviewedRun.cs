using DreamLake.Engine;
using DreamLake.Presentation;

namespace DreamLake.PowerShell.Uploading;

/// <summary>What a run would do with its files, one after the other: the folder of states is looked at once for all of them.</summary>
/// <remarks>
/// It stands between the cmdlets and the engine because PowerShell looks at every member of a cmdlet, before the engine is loaded.
/// </remarks>
internal sealed class PreviewedRun
{
    private readonly UploadPreviews _previews = new();

    /// <summary>What would be done with a file, as a sentence for <c>-WhatIf</c> and <c>-Confirm</c>.</summary>
    /// <exception cref="UploadException">The file is none that could be uploaded.</exception>
    public string Of(UploadRequest request, LakeConnection lake, CancellationToken cancellationToken) =>
        PreviewText.Of(request.Path, BlockingCall.Run(() => _previews.OfAsync(request, lake, cancellationToken)));
}
