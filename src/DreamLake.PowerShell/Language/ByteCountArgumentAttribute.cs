using System.Management.Automation;
using DreamLake.Presentation;

namespace DreamLake.PowerShell.Language;

/// <summary>Lets a number of bytes be written as a text as well: <c>'10 MB'</c>, <c>'500K'</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ByteCountArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is not string text) return inputData;
        return ByteCount.TryParse(text, out var bytes)
            ? bytes
            : throw new ArgumentTransformationMetadataException(
                $"'{text}' is no number of bytes. Write 500KB, 2MB, 1.5MB, 1GB or plain bytes.");
    }
}
