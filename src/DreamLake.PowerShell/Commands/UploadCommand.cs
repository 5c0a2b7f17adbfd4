using System.Management.Automation;
using DreamLake.Engine;
using DreamLake.PowerShell.Errors;
using DreamLake.PowerShell.Session;
using DreamLake.PowerShell.Uploading;

namespace DreamLake.PowerShell.Commands;

/// <summary>What the cmdlets that upload have in common: how wide a run is, and how it ends.</summary>
public abstract class UploadCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private UploadPump? _pump;
    private bool _isDisposed;

    /// <summary>Files under way at once: 1 to 64. Where left out: 8 of a part or more, up to 32 smaller ones. Parts on the wire stay 4 in all.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>Hashes files again that an interrupted run has hashed.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>The most bytes a second over all files: 1 or more (<c>2MB</c>). No limit where left out.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long? MaxRate { get; set; }

    /// <summary>Whether a person is told or asked before anything is done.</summary>
    private protected bool IsAsking =>
        LanguagePrimitives.IsTrue(Bound("WhatIf") ?? GetVariableValue("WhatIfPreference"))
        || LanguagePrimitives.IsTrue(Bound("Confirm"))
        || Preferred<ConfirmImpact>("ConfirmPreference") is > ConfirmImpact.None and <= ConfirmImpact.Medium;

    /// <summary>Writes results until the last file has ended.</summary>
    protected override void EndProcessing() => _pump?.Finish();

    /// <summary>Ctrl+C: what is under way ends within moments, with its state kept.</summary>
    protected override void StopProcessing()
    {
        try
        {
            _stopping.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The pipeline ended by itself in this very moment.
        }
    }

    /// <summary>Called by PowerShell in every exit, also where nothing else is: <c>Select-Object -First 1</c>.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what is under way.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (_isDisposed || !disposing) return;
        _isDisposed = true;
        _pump?.Dispose();
        _stopping.Dispose();
    }

    /// <summary>The lake of this session.</summary>
    /// <exception cref="PipelineStoppedException">Its address or its token cannot be one: the command ends.</exception>
    private protected LakeConnection Lake()
    {
        try
        {
            return LakeSession.Current.Lake();
        }
        catch (FormatException fault)
        {
            ThrowTerminatingError(ErrorRecords.Create(fault, "InvalidConnection", ErrorCategory.InvalidArgument, null, fault.Message, "Set it right, or use Connect-DreamLake; nothing was sent."));
            throw;
        }
    }

    /// <summary>Uploads a file, if nobody objects; what has happened meanwhile is written.</summary>
    private protected void Upload(UploadRequest request)
    {
        try
        {
            if (!ShouldProcess(IsAsking ? Foretell(request) : $"Upload '{request.Path}' to {request.Episode}", null, null)) return;
            _pump ??= new UploadPump(this, new UploadRun(Lake(), new UploadOptions { FilesUnderWay = Bound(nameof(ThrottleLimit)) as int?, Rehash = Force, MaxRate = MaxRate }, _stopping.Token), new PauseNotice(this, files => RerunCommand.Typed(MyInvocation) ?? Rerun(files)), _stopping.Token);
            _pump.Upload(request);
        }
        catch (UploadException fault)
        {
            WriteError(ErrorRecords.Of(fault, request.Path));
        }
    }

    /// <summary>The command that goes on with files that were not finished.</summary>
    private protected abstract string Rerun(IReadOnlyList<UploadRequest> files);

    private string Foretell(UploadRequest request) =>
        Foretold.Text(request.Path, Awaited.By(UploadPreview.OfAsync(request, Lake(), cancellationToken: _stopping.Token)));

    private object? Bound(string parameter) => MyInvocation.BoundParameters.TryGetValue(parameter, out var value) ? value : null;

    private T? Preferred<T>(string variable) where T : struct => LanguagePrimitives.TryConvertTo<T>(GetVariableValue(variable), out var value) ? value : null;
}
