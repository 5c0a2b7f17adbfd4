using DreamLake.Disk;
using DreamLake.Protocol;

namespace DreamLake.Engine.State;

/// <summary>
/// Writes one state file. After every call, failed ones included, the file on the disk is a whole document, whenever the process is killed.
/// </summary>
/// <param name="disk">Where it is.</param>
/// <param name="path">The state file.</param>
/// <param name="time">The clock, for how long a file that another program holds is waited for.</param>
/// <remarks>Not for two threads at once: the upload whose state it is takes care of that.</remarks>
internal sealed class StateFileWriter(IDisk disk, string path, TimeProvider time) : IStateWriter
{
    private static readonly byte[] FreeSlot = [.. Enumerable.Repeat((byte)' ', StateDocument.SlotSize)];

    private readonly DurableFiles _files = new(disk, time);
    private IDiskFile? _file;
    private UploadState? _written;
    private List<PartDone> _parts = [];
    private long _nextSlot = -1;

    /// <inheritdoc/>
    public string Path => path;

    /// <inheritdoc/>
    /// <remarks>
    /// Through a temporary file and a rename, with a slot for each part to come. It is waited for until it is on the disk only where it
    /// is the first to hold the id of an upload of several parts: that alone leads to what S3 has. All else is asked for again.
    /// </remarks>
    public void Save(UploadState state)
    {
        var nextSlot = -1L;
        // Until it is known which document lies there, the next part writes a whole one.
        _nextSlot = -1;
        void Write(Stream document) =>
            nextSlot = StateDocument.Write(document, state, Math.Max(0, state.TotalParts - state.CompletedParts.Count));
        // Windows lets nobody replace a file that this process has open.
        Close();
        if (state.TotalParts > 1 && state.UploadId != _written?.UploadId) _files.Replace(path, path + ".tmp", Write);
        else _files.ReplaceUnflushed(path, path + ".tmp", Write);
        (_written, _parts, _nextSlot) = (state, [.. state.CompletedParts], nextSlot);
    }

    /// <inheritdoc/>
    /// <remarks>A single write of one slot, whatever the number of parts.</remarks>
    public void Add(PartDone part)
    {
        var state = _written ?? throw new InvalidOperationException("A part is recorded in a document that was saved before.");
        if (_nextSlot < 0 || _parts.Count >= state.TotalParts || StateDocument.Slot(part, isFirst: _parts.Count == 0) is not { } slot)
        {
            Save(state with { CompletedParts = [.. _parts, part] });
            return;
        }

        _file ??= disk.OpenWrite(path);
        Fill(_file, slot);
        _parts.Add(part);
        _nextSlot += StateDocument.SlotSize;
    }

    /// <inheritdoc/>
    public void Delete()
    {
        Close();
        _files.DeleteUnflushed(path);
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private void Fill(IDiskFile file, byte[] slot)
    {
        try
        {
            file.Write(slot, _nextSlot);
        }
        catch (IOException)
        {
            // Some of it may be there: half an entry would make the document unreadable.
            Free(file);
            throw;
        }
    }

    private void Free(IDiskFile file)
    {
        try
        {
            file.Write(FreeSlot, _nextSlot);
        }
        catch (IOException)
        {
            // The disk takes nothing at all now. The next document is written whole, beside this one.
            _nextSlot = -1;
        }
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }
}
