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

    // The document that lies there; null where it is not one page, or where it is not known which one lies there.
    private byte[]? _page;

    /// <inheritdoc/>
    public string Path => path;

    /// <inheritdoc/>
    /// <remarks>
    /// A document of few parts is one page, and the next one is a single write over it: a new file for each step of each of ten thousand
    /// small files is more than a file system does beside them. Otherwise through a temporary file and a rename, with a slot for each part
    /// to come. It is waited for until it is on the disk only where it is the first to hold the id of an upload of several parts: that
    /// alone leads to what S3 has. All else is asked for again.
    /// </remarks>
    public void Save(UploadState state)
    {
        // Until it is known which document lies there, the next part writes a whole one.
        _nextSlot = -1;
        var page = StateDocument.Page(state, FreeSlots(state), out var nextSlot);
        if (page is null || state.UploadId != _written?.UploadId || !TryOverwrite(page)) nextSlot = Replace(state, page, nextSlot);
        (_written, _parts, _nextSlot, _page) = (state, [.. state.CompletedParts], nextSlot, page);
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
        if (_page is not null) slot.CopyTo(_page, (int)_nextSlot);
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

    private static int FreeSlots(UploadState state) => Math.Max(0, state.TotalParts - state.CompletedParts.Count);

    private long Replace(UploadState state, byte[]? page, long nextSlot)
    {
        void Write(Stream document)
        {
            if (page is not null) document.Write(page);
            else nextSlot = StateDocument.Write(document, state, FreeSlots(state));
        }

        _page = null;
        // Windows lets nobody replace a file that this process has open.
        Close();
        if (state.TotalParts > 1 && state.UploadId != _written?.UploadId) _files.Replace(path, path + ".tmp", Write);
        else _files.ReplaceUnflushed(path, path + ".tmp", Write);
        return nextSlot;
    }

    // Not where no page is known to lie there, or where somebody removed it.
    private bool TryOverwrite(byte[] page)
    {
        if (_page is null) return false;
        try
        {
            _file ??= disk.OpenWrite(path);
        }
        catch (FileNotFoundException)
        {
            return false;
        }

        try
        {
            _file.Write(page, 0);
            return true;
        }
        catch (IOException)
        {
            // Some of it may be there: the one before is put back.
            PutBack(_file);
            throw;
        }
    }

    private void PutBack(IDiskFile file)
    {
        try
        {
            file.Write(_page, 0);
        }
        catch (IOException)
        {
            // The disk takes nothing at all now. The next document is written whole, beside this one.
            _page = null;
        }
    }

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
