namespace DreamLake.Faults.Tests.Misbehaving;

/// <summary>A request's body that arrives slowly, or stands still at one place.</summary>
internal sealed class PacedBody(Stream inner, int? stallAt, TimeSpan stall, int? bytesPerSecond, CancellationToken gone) : Stream
{
    private int? _stallAt = stallAt;
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (bytesPerSecond is { } rate) buffer = buffer[..Math.Min(buffer.Length, Math.Max(1, rate / 20))];
        var read = await inner.ReadAsync(buffer, cancellationToken);
        _read += read;
        if (bytesPerSecond is { } pace && read > 0) await Task.Delay(TimeSpan.FromSeconds((double)read / pace), gone);
        // A body that ends before the place stands still at its end.
        if (_stallAt is { } at && (read == 0 || _read >= at))
        {
            _stallAt = null;
            await Task.Delay(stall, gone);
        }

        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
