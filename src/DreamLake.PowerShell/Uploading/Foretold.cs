using DreamLake.Engine;

namespace DreamLake.PowerShell.Uploading;

/// <summary>What would be done with a file, for <c>-WhatIf</c> and <c>-Confirm</c>.</summary>
internal static class Foretold
{
    /// <summary>One line: type, name, size, parts, resume or fresh.</summary>
    public static string Text(string path, UploadPreview preview)
    {
        var parts = preview.Parts == 1 ? "1 part" : $"{preview.Parts} parts";
        var course = preview.IsResume ? $"resume with {preview.PartsDone} of {parts} sent" : "fresh";
        return $"Upload '{path}' as {preview.Type} to {preview.Episode} {preview.Name} ({ReadableSize.Of(preview.Size)}, {parts}, {course})";
    }
}
