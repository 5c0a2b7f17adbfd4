using System.Collections;
using System.Management.Automation;

namespace DreamLake.PowerShell.Language;

/// <summary>Lets a parameter take texts, and nothing that only can be shown as one.</summary>
/// <remarks>
/// Without it PowerShell turns any object from the pipeline into its text: a row of a table becomes the "path"
/// <c>@{FullName=…; To=…}</c>, and a pending upload becomes its hash, which other uploads may share. What is refused here is bound by
/// its properties instead. An item of a folder becomes its path, with nothing in it read as a wildcard.
/// </remarks>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TextArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Unwrapped(inputData) switch
    {
        null => null,
        string text => text,
        IDictionary table => throw Refusal(table),
        IEnumerable list => list.Cast<object?>().Select(TextOf).ToArray(),
        var one => TextOf(one),
    };

    private static string? TextOf(object? item) => Unwrapped(item) switch
    {
        null => null,
        string text => text,
        FileSystemInfo file => WildcardPattern.Escape(file.FullName),
        IConvertible number => LanguagePrimitives.ConvertTo<string>(number),
        var other => throw Refusal(other),
    };

    private static object? Unwrapped(object? value) => 
        value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    // The inner exception is what tells the binder to try the object's properties.
    private static ArgumentTransformationMetadataException Refusal(object value)
    {
        var message = $"A text is expected, and no {value.GetType().Name}.";
        return new ArgumentTransformationMetadataException(message, new PSInvalidCastException(message));
    }
}
