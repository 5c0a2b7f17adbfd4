using System.Management.Automation;

namespace DreamLake.PowerShell.Language;

/// <summary>What a person prefers: a common parameter, else its preference variable.</summary>
internal static class PreferenceVariable
{
    /// <summary>The preference in force for a cmdlet.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="parameter">The common parameter: <c>ProgressAction</c>.</param>
    /// <param name="variable">The variable: <c>ProgressPreference</c>.</param>
    public static ActionPreference Of(PSCmdlet cmdlet, string parameter, string variable)
    {
        var value = cmdlet.MyInvocation.BoundParameters.TryGetValue(parameter, out var bound) ? bound : cmdlet.GetVariableValue(variable);
        return LanguagePrimitives.TryConvertTo<ActionPreference>(value, out var preference) ? preference : ActionPreference.Continue;
    }
}
