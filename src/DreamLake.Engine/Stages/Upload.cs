using DreamLake.Engine.Content;

namespace DreamLake.Engine.Stages;

/// <summary>
/// A file on its way: what was asked for, where it goes, and how far it is. What the steps hand on to each other are the stages.
/// </summary>
internal sealed class Upload
{
    private readonly Action<UploadNote>? _notes;

    /// <summary>An upload that begins.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="progress">How far it is.</param>
    /// <param name="stored">What its run has stored so far.</param>
    /// <param name="notes">Who is told what happens; null means nobody.</param>
    public Upload(UploadRequest request, UploadTarget target, FileProgress progress, StoredKeys stored, Action<UploadNote>? notes)
    {
        (Request, Target, Progress, Stored) = (request, target, progress, stored);
        _notes = notes;
    }

    /// <summary>What was asked for.</summary>
    public UploadRequest Request { get; }

    /// <summary>Where it goes.</summary>
    public UploadTarget Target { get; }

    /// <summary>How far it is, for whoever looks.</summary>
    public FileProgress Progress { get; }

    /// <summary>What its run has stored so far.</summary>
    public StoredKeys Stored { get; }

    /// <summary>Whether the file is to be removed once the lake has proven that it has it: its state is kept until then.</summary>
    public bool RemovesSource { get; init; }

    /// <summary>The hash that this very run took of it; null where it was known from before.</summary>
    public HashOfRun? HashedNow { get; set; }

    /// <summary>The state that is kept until the file is removed; null where there is none.</summary>
    public string? KeptState { get; set; }

    /// <summary>Tells what happened.</summary>
    public void Note(string text, bool isWarning = false) => _notes?.Invoke(new UploadNote(Request.Path, text, isWarning));
}
