namespace DreamLake.StagingPool.Storage;

/// <summary>The folders of part files: who reads them, and when they go.</summary>
/// <remarks>Content that was overwritten or deleted stays until the last reader in this process has finished with it.</remarks>
internal sealed class ContentFolders(PoolFolder pool, ProcessFolder process)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _readers = [];
    private readonly Dictionary<string, ContentAddress> _retired = [];

    /// <summary>Keeps content from being deleted until the answer is disposed of.</summary>
    public IDisposable Read(ContentAddress content)
    {
        lock (_gate) _readers[content.Id] = _readers.GetValueOrDefault(content.Id) + 1;
        return new Reading(this, content);
    }

    /// <summary>Deletes content that nothing names any more: now, or when its last reader is done.</summary>
    public void Retire(ContentAddress content)
    {
        lock (_gate)
        {
            if (_readers.ContainsKey(content.Id))
            {
                _retired[content.Id] = content;
                return;
            }
        }

        Delete(content);
    }

    private void Release(ContentAddress content)
    {
        lock (_gate)
        {
            if (_readers[content.Id] > 1)
            {
                _readers[content.Id]--;
                return;
            }

            _readers.Remove(content.Id);
            if (!_retired.Remove(content.Id)) return;
        }

        Delete(content);
    }

    private void Delete(ContentAddress content)
    {
        pool.Files.Disk.DeleteFolder(pool.Content(content));
        process.Forget(content);
    }

    private sealed class Reading(ContentFolders owner, ContentAddress content) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0) owner.Release(content);
        }
    }
}
