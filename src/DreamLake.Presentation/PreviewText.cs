using DreamLake.Engine;

namespace DreamLake.Presentation;

/// <summary>What would be done with a file, in one line, for a person who asks before anything is done.</summary>
public static class PreviewText
{
    /// <summary>Type, name, size, parts, resume or fresh.</summary>
    public static string Of(string path, UploadPreview preview)
    {
        var parts = Units.Count(preview.Parts, "part");
        var course = preview.IsAlreadyStored ? "already stored"
            : preview.IsResume ? $"resume with {preview.PartsDone} of {parts} sent"
            : preview.Replaces is { } replaced ? $"replaces the asset {replaced}"
            : "fresh";
        return $"Upload '{path}' as {preview.Type} to {preview.Episode} {preview.Name} ({Units.Size(preview.Size)}, {parts}, {course})";
    }
}
