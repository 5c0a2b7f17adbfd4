using System.Management.Automation;

namespace DreamLake.PowerShell.Sources;

/// <summary>Removes files that a lake has proven to have, and no others.</summary>
[Cmdlet(
    VerbsCommon.Remove, "DreamLakeSource", DefaultParameterSetName = ByPath, SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(DreamLakeFreed))]
public sealed class RemoveDreamLakeSourceCommand : SourceCommand
{
    private readonly FreePump _pump = new();

    /// <summary>Takes files as closed where the system cannot tell: on network file systems, and on macOS.</summary>
    [Parameter]
    public SwitchParameter AssumeClosed { get; set; }

    /// <summary>Has the lake read each copy again now, and takes only what it read since as proof.</summary>
    [Parameter]
    public SwitchParameter Deep { get; set; }

    /// <summary>Removes also what a lake on this very machine has: its copy is then the only one.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private bool IsWhatIf => LanguagePrimitives.IsTrue(
        MyInvocation.BoundParameters.TryGetValue("WhatIf", out var value) ? value : GetVariableValue("WhatIfPreference"));

    /// <summary>Undoes what a killed run left half done, before files are looked for.</summary>
    protected override void BeginProcessing() => FreePump.Settle(this);

    /// <summary>Takes files from the pipeline.</summary>
    protected override void ProcessRecord()
    {
        foreach (var request in Requests())
        {
            if (ShouldProcess(request.Path, "Remove once the lake has proven that it has it") || IsWhatIf) _pump.Add(request);
        }
    }

    /// <summary>Removes them, one after the other.</summary>
    protected override void EndProcessing() => _pump.Run(this, Reader, Deep, AssumeClosed, Force, IsWhatIf);
}
