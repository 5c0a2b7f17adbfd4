using DreamLake.Engine;

namespace DreamLake.PowerShell.Uploading;

/// <summary>The files of a run that were named and have not ended: how many, and which while they are few.</summary>
/// <remarks>Of many no more is said than their number: the engine remembers them on the disk, and one command goes on with all.</remarks>
internal sealed class UnfinishedFiles
{
    private const int MostKept = 1000;
    private readonly List<UploadRequest> _kept = [];

    /// <summary>How many.</summary>
    public int Count { get; private set; }

    /// <summary>The one named first, as far as that is kept; else null.</summary>
    public UploadRequest? First => _kept.Count > 0 ? _kept[0] : null;

    /// <summary>The only one; null where there are others, or where it is not kept.</summary>
    public UploadRequest? Single => Count == 1 ? First : null;

    /// <summary>One was named.</summary>
    public void Add(UploadRequest request)
    {
        Count++;
        if (_kept.Count < MostKept) _kept.Add(request);
    }

    /// <summary>One has ended.</summary>
    public void Remove(UploadRequest request)
    {
        Count--;
        _kept.Remove(request);
    }
}
