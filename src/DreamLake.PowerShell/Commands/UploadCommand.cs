using System.Management.Automation;
using DreamLake.Engine;
using DreamLake.PowerShell.Errors;
using DreamLake.PowerShell.Language;
using DreamLake.PowerShell.Session;
using DreamLake.PowerShell.Uploading;
using DreamLake.PowerShell.Waiting;

namespace DreamLake.PowerShell.Commands;

/// <summary>What the cmdlets that upload have in common: how wide a run is, and how it ends.</summary>
public abstract class UploadCommand : PSCmdlet, IDisposable
{
    private readonly PipelineStop _stopping = new();
    private readonly PreviewedRun _preview = new();
    private readonly RunSummary _summary;
    private RememberedRun? _earlier;
    private UploadPump? _pump;
    private bool _isDisposed;

    /// <summary>Only the module's own cmdlets upload.</summary>
    private protected UploadCommand() => _summary = new RunSummary(this);

    /// <summary>Files under way at once, whatever their size: 1 to 64.</summary>
    /// <remarks>Where left out, their sizes tell: 8 of a part or more, up to 64 smaller ones.</remarks>
    [Parameter]
    [ValidateRange(1, 64)]
    public int? ThrottleLimit { get; set; }

    /// <summary>Hashes files again that were hashed before, and sends what the lake has already.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Fails a file rather than let it take the place of another content of its name; the lake decides.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>The most bytes a second over all files: 1 or more (<c>2MB</c>, <c>'2 MB'</c>). No limit where left out.</summary>
    [Parameter]
    [ByteCountArgument]
    [ValidateRange(1, long.MaxValue)]
    public long? MaxRate { get; set; }

    /// <summary>Waits until the lake has verified each file, or can stream it. Nothing is waited for where left out.</summary>
    [Parameter]
    public WaitFor? WaitFor { get; set; }

    /// <summary>The lake, as <c>Connect-DreamLake</c> wrote it. The session's own where left out.</summary>
    [Parameter]
    [ConnectionArgument]
    [ValidateNotNull]
    public DreamLakeConnection? Connection { get; set; }

    /// <summary>Counts what the run comes to, or would.</summary>
    private protected IRunTally Tally => IsWhatIf ? _preview : _summary;

    /// <summary>Cancelled when the pipeline stops.</summary>
    private protected CancellationToken StopToken => _stopping.Token;

    /// <summary>Whether a person is only told what would be done.</summary>
    private protected bool IsWhatIf => LanguagePrimitives.IsTrue(Bound("WhatIf") ?? GetVariableValue("WhatIfPreference"));

    /// <summary>Whether a person is told or asked before anything is done.</summary>
    private protected bool IsAsking => IsWhatIf || IsConfirming;

    // Once for the whole run, when its last file is known.
    private bool IsConfirming => !IsWhatIf && (LanguagePrimitives.IsTrue(Bound("Confirm"))
        || (Bound("Confirm") is null && Preferred<ConfirmImpact>("ConfirmPreference") is > ConfirmImpact.None and <= ConfirmImpact.Medium));

    /// <summary>Writes results until the last file has ended.</summary>
    protected override void EndProcessing()
    {
        if (IsWhatIf)
        {
            _preview.SayPlan(this);
            return;
        }

        if (_preview.Asked.Count > 0 && ShouldProcess(_preview.Question, null, null)) StartAsked();
        _pump?.Finish();
        _summary.Write();
    }

    /// <summary>Ctrl+C: what is under way ends within moments, with its state kept.</summary>
    protected override void StopProcessing() => _stopping.Stop();

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

    /// <summary>The lake of this run.</summary>
    /// <exception cref="PipelineStoppedException">Its address or its token cannot be one: the command ends.</exception>
    private protected LakeConnection Lake()
    {
        try
        {
            return (Connection?.Choice ?? LakeSession.Current.Choice).Lake();
        }
        catch (FormatException fault)
        {
            ThrowTerminatingError(ErrorRecords.InvalidConnection(fault, "Set it right, or use Connect-DreamLake; nothing was sent."));
            throw;
        }
    }

    /// <summary>Uploads a file, if nobody objects; what has happened meanwhile is written.</summary>
    private protected void Upload(UploadRequest request)
    {
        try
        {
            if (IsConfirming) _preview.Ask(request, Lake(), _stopping.Token);
            else if (ShouldProcess(Description(request), null, null)) Start(request);
        }
        catch (Engine.UploadException fault)
        {
            Tally.CountFailed(fault.Error.ToString());
            WriteError(ErrorRecords.Of(fault, request.Path));
        }
    }

    /// <summary>Says that the run is a batch, which has a summary however few files it has.</summary>
    private protected void BeginBatch() => _summary.IsBatch = true;

    /// <summary>Writes what has happened for a moment, while the cmdlet waits for something else.</summary>
    private protected void Idle(TimeSpan moment)
    {
        if (_pump is not null) _pump.Idle(moment);
        else if (_stopping.Token.WaitHandle.WaitOne(moment)) throw new PipelineStoppedException();
    }

    /// <summary>Uploads what an earlier run has left, in a run of its own that goes as that one was asked to.</summary>
    /// <remarks>It is forgotten once this run has all its files: what pauses of them is remembered by this one.</remarks>
    private protected void Upload(RememberedRun earlier)
    {
        _earlier = earlier;
        var files = 0;
        foreach (var request in earlier.Rest())
        {
            Upload(request);
            files++;
        }

        _earlier = null;
        if (_pump is null) return;
        _pump.Finish();
        var hasAll = _pump.Files == files;
        _pump.Dispose();
        _pump = null;
        if (hasAll) earlier.Forget();
    }

    /// <summary>The command that goes on with files that were not finished, without the parameters that all runs have.</summary>
    private protected abstract IEnumerable<string> Rerun(UnfinishedFiles files);

    /// <summary>How files are removed once the lake has proven them; null where they are not.</summary>
    private protected virtual FreeOptions? Removal => null;

    /// <summary>What the lake said of names to the plan of a batch: its run need not ask again. Null where there is no plan.</summary>
    private protected virtual AskedNames? Asked => null;

    private void Start(UploadRequest request)
    {
        _pump ??= StartRun();
        _pump.Upload(request);
    }

    private UploadPump StartRun()
    {
        var options = new UploadOptions
        {
            FilesUnderWay = ThrottleLimit,
            Rehash = Force,
            SendsAgain = Force,
            NoClobber = NoClobber,
            AskedNames = Asked,
            MaxRate = MaxRate,
            WaitFor = WaitFor is { } goal ? Enum.Parse<Engine.WaitFor>(goal.ToString()) : null,
            RemoveSource = Removal,
        };
        options = _earlier?.Options(options) ?? options;
        var notice = new PauseNotice(this, Notice);
        return new UploadPump(this, new UploadRun(Lake(), options, _stopping.Token), notice, _summary, _stopping.Token);
    }

    private string Notice(UnfinishedFiles unfinished) =>
        RerunCommand.Typed(MyInvocation) ?? string.Join("; ", Rerun(unfinished).Select(command => command + RunArguments()));

    private string RunArguments() =>
        (ThrottleLimit is { } limit ? $" -ThrottleLimit {limit}" : "")
        + (MaxRate is { } rate ? $" -MaxRate {rate}" : "")
        + (WaitFor is { } goal ? $" -WaitFor {goal}" : "")
        + (Force ? " -Force" : "")
        + (NoClobber ? " -NoClobber" : "")
        + (Removal is { } removal
            ? " -RemoveSource" + (removal.WaitsForProof ? "" : " -NoWait") + (removal.AssumeClosed ? " -AssumeClosed" : "")
            : "");

    private void StartAsked()
    {
        foreach (var request in _preview.Asked) Start(request);
    }

    private string Description(UploadRequest request) => IsWhatIf
        ? _preview.Of(request, Lake(), _stopping.Token)
        : $"Upload '{request.Path}' to {request.Episode}";

    private object? Bound(string parameter) =>
        MyInvocation.BoundParameters.TryGetValue(parameter, out var value) ? value : null;

    private T? Preferred<T>(string variable) where T : struct =>
        LanguagePrimitives.TryConvertTo<T>(GetVariableValue(variable), out var value) ? value : null;
}
