namespace DreamLake.Engine.Batches;

/// <summary>Files that an uploader has taken and that have no result yet, each with its number in the run.</summary>
internal sealed class HandedOver
{
    private readonly Dictionary<UploadRequest, int> _files = new(ReferenceEqualityComparer.Instance);

    /// <summary>An uploader takes a file.</summary>
    public UploadRequest Add(UploadRequest request, int number)
    {
        lock (_files) _files[request] = number;
        return request;
    }

    /// <summary>Files as an uploader takes them.</summary>
    public async IAsyncEnumerable<UploadRequest> FollowAsync(IAsyncEnumerable<UploadRequest> requests)
    {
        var number = 0;
        await foreach (var request in requests.ConfigureAwait(false)) yield return Add(request, number++);
    }

    /// <summary>A file has its result: its number; null where it was none of these.</summary>
    public int? Take(UploadResult result)
    {
        lock (_files) return _files.Remove(result.Request, out var number) ? number : null;
    }

    /// <summary>The rest, in the order in which they were taken.</summary>
    public IReadOnlyList<UploadRequest> WithoutResult()
    {
        lock (_files) return [.. _files.OrderBy(file => file.Value).Select(file => file.Key)];
    }
}
