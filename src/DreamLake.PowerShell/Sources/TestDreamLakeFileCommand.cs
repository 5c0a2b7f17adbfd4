using System.Management.Automation;

namespace DreamLake.PowerShell.Sources;

/// <summary>Compares files, byte for byte, with what a lake has proven.</summary>
[Cmdlet(VerbsDiagnostic.Test, "DreamLakeFile", DefaultParameterSetName = ByPath)]
[OutputType(typeof(DreamLakeCheck))]
public sealed class TestDreamLakeFileCommand : SourceCommand
{
    private readonly CheckPump _pump = new();

    /// <summary>Has the lake read its copies again now, and waits for it.</summary>
    [Parameter]
    public SwitchParameter Deep { get; set; }

    /// <summary>Lists as well what is only in the lake, below <c>-To</c>.</summary>
    [Parameter]
    public SwitchParameter Missing { get; set; }

    /// <summary>A file to write what was compared to, when and by which digests: one JSON object a line.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Report { get; set; }

    /// <summary>Takes files from the pipeline.</summary>
    protected override void ProcessRecord()
    {
        if (Place() is { } place) _pump.Add(place, Requests());
    }

    /// <summary>Compares them, several at once.</summary>
    protected override void EndProcessing() => _pump.Run(
        this, Reader, Deep, Missing, Report is null ? null : SessionState.Path.GetUnresolvedProviderPathFromPSPath(Report));
}
