using DreamLake.Protocol;
using Microsoft.Win32.SafeHandles;

namespace DreamLake.Engine.State;

/// <summary>Writes one state file. After every call the file on the disk is a whole document, whenever the process is killed.</summary>
/// <param name="path">The state file.</param>
/// <remarks>Not for two threads at once: the upload whose state it is takes care of that.</remarks>
internal sealed class StateFileWriter(string path) : IStateWriter
{
    private SafeFileHandle? _handle;
    private UploadState? _written;
    private List<PartDone> _parts = [];
    private long _nextSlot = -1;

    /// <inheritdoc/>
    public string Path => path;

    /// <inheritdoc/>
    /// <remarks>Through a temporary file and a rename, with a slot for each part to come.</remarks>
    public void Save(UploadState state)
    {
        var temporary = path + ".tmp";
        long nextSlot;
        using (var file = Create(temporary)) nextSlot = StateDocument.Write(file, state, Math.Max(0, state.TotalParts - state.CompletedParts.Count));
        _handle?.Dispose();
        _handle = null;
        System.IO.File.Move(temporary, path, overwrite: true);
        (_written, _parts, _nextSlot) = (state, [.. state.CompletedParts], nextSlot);
    }

    /// <inheritdoc/>
    /// <remarks>A single write of one slot, whatever the number of parts.</remarks>
    public void Add(PartDone part)
    {
        var state = _written ?? throw new InvalidOperationException("A part is recorded in a document that was saved before.");
        _parts.Add(part);
        if (_nextSlot < 0 || _parts.Count > state.TotalParts || StateDocument.Slot(part, isFirst: _parts.Count == 1) is not { } slot)
        {
            Save(state with { CompletedParts = _parts });
            return;
        }

        _handle ??= System.IO.File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.Write(_handle, slot, _nextSlot);
        _nextSlot += StateDocument.SlotSize;
    }

    /// <inheritdoc/>
    public void Delete()
    {
        Dispose();
        System.IO.File.Delete(path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _handle?.Dispose();
        _handle = null;
    }

    // Readable by its owner alone: it tells where people keep what they recorded.
    private static FileStream Create(string path)
    {
        System.IO.File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 16 * 1024 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
