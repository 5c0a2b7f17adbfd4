using DreamLake.Disk;

namespace DreamLake.Engine.Stages;

/// <summary>An upload that nobody else works at, in this process or in any other.</summary>
/// <param name="file">Its file.</param>
/// <param name="target">Held to the end: nobody else brings the same content to the same target.</param>
/// <param name="content">Held until the bytes are stored: nobody else begins the same content meanwhile.</param>
/// <param name="wasStoredMeanwhile">Whether another upload of the same content came to its end while this one waited for it.</param>
internal sealed class LockedUpload(IdentifiedFile file, HeldLock target, HeldLock content, bool wasStoredMeanwhile) : IDisposable
{
    /// <summary>Its file.</summary>
    public IdentifiedFile File => file;

    /// <summary>Whether another upload of the same content came to its end while this one waited for it.</summary>
    public bool WasStoredMeanwhile => wasStoredMeanwhile;

    /// <summary>Lets others begin with the same content: the bytes are stored, or taken for stored.</summary>
    public void ReleaseContent() => content.Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        content.Dispose();
        target.Dispose();
    }
}
