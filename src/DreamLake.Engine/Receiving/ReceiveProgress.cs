using System.Collections.Concurrent;

namespace DreamLake.Engine.Receiving;

/// <summary>How far all files are: what <see cref="LakeReceiver.Snapshot"/> tells. Its totals only ever grow.</summary>
internal sealed class ReceiveProgress
{
    private readonly ConcurrentDictionary<FileReception, bool> _underWay = [];
    private long _bytesReceived;
    private int _filesDone;

    /// <summary>A file begins.</summary>
    public FileReception Begin(string path, long startedAt)
    {
        var file = new FileReception(path, startedAt, this);
        _underWay[file] = true;
        return file;
    }

    /// <summary>A file has ended, however.</summary>
    public void End(FileReception file)
    {
        _underWay.TryRemove(file, out _);
        Interlocked.Increment(ref _filesDone);
    }

    /// <summary>All of it at this moment.</summary>
    public ReceiveSnapshot Snapshot() => new(
        [.. _underWay.Keys.OrderBy(file => file.StartedAt).Select(file => file.Snapshot())],
        Volatile.Read(ref _filesDone),
        Interlocked.Read(ref _bytesReceived));

    /// <summary>How far one file is.</summary>
    /// <param name="path">The file that is written.</param>
    /// <param name="startedAt">The clock's time stamp when it began.</param>
    /// <param name="run">The totals of its run.</param>
    internal sealed class FileReception(string path, long startedAt, ReceiveProgress run)
    {
        private long _size;
        private long _here;
        private long _checked;
        private long _received;

        /// <summary>The clock's time stamp when it began.</summary>
        public long StartedAt => startedAt;

        /// <summary>Bytes of the file.</summary>
        public long Size
        {
            get => Interlocked.Read(ref _size);
            set => Interlocked.Exchange(ref _size, value);
        }

        /// <summary>Bytes that came over the wire in this run.</summary>
        public long Received => Interlocked.Read(ref _received);

        /// <summary>The wire gave bytes.</summary>
        public void AddReceived(int bytes)
        {
            Interlocked.Add(ref run._bytesReceived, bytes);
            Interlocked.Add(ref _received, bytes);
            Interlocked.Add(ref _here, bytes);
        }

        /// <summary>So many bytes are here from an earlier run, or, below 0, have to come again.</summary>
        public void AddHere(long bytes) => Interlocked.Add(ref _here, bytes);

        /// <summary>Bytes were taken into the SHA-256.</summary>
        public void AddChecked(int bytes) => Interlocked.Add(ref _checked, bytes);

        /// <summary>All begins anew.</summary>
        public void Restart()
        {
            Interlocked.Exchange(ref _here, 0);
            Interlocked.Exchange(ref _checked, 0);
        }

        /// <summary>How far it is at this moment.</summary>
        public ReceivingFile Snapshot()
        {
            var size = Size;
            var (here, read) = (Interlocked.Read(ref _here), Interlocked.Read(ref _checked));
            return new ReceivingFile(path, size, Math.Min(size, here), Math.Min(size, read));
        }
    }
}
