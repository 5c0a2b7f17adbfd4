using DreamLake.Engine.Resilience;
using DreamLake.Protocol;

namespace DreamLake.Engine.Services;

/// <summary>Takes a call and a PUT through all of their code, to a lake that is only in memory, while the first file is hashed.</summary>
/// <remarks>
/// The runtime compiles at its first use what cannot be compiled ahead, and in a module that is everything: a tenth of a second and
/// more, for which the wire would stand still after the hash. The hash takes one processor; this takes another, once in a run.
/// Nothing is sent anywhere.
/// </remarks>
/// <param name="pipelines">Those of the run: they are shared code, and keep nothing of a call.</param>
/// <param name="time">The clock.</param>
internal sealed class Rehearsal(Pipelines pipelines, TimeProvider time)
{
    private static readonly Uri Nowhere = new("http://127.0.0.1/");

    /// <summary>Rehearses. What comes of it concerns nobody: where it fails, the first call compiles its code itself.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var http = new LakeHttp(new ServiceClocks(time), (_, _) => ValueTask.FromResult<Stream>(new AnsweringStream()));
            var bss = new BssClient(new ControlCalls(http, "BSS", Nowhere, token: null, time), pipelines);
            await bss.InitAsync(AssetType.Video, new InitRequest("", "", "", ""), cancellationToken);
            using var part = new ByteArrayContent([0]);
            var s3 = new PartClient(http, time);
            await pipelines.Part.RunAsync(pipelines.Part.NewBudget(), attempt => s3.PutAsync(Nowhere, part, digest: null, attempt), cancellationToken);
        }
        catch (Exception fault) when (fault is LakeException or OperationCanceledException)
        {
            // Nobody waits for it.
        }
    }

    /// <summary>The other end of a connection: takes whatever is written, and answers it once with what init and a PUT both accept.</summary>
    private sealed class AnsweringStream : Stream
    {
        private readonly MemoryStream _answer = new(
            [.. "HTTP/1.1 200 OK\r\nConnection: close\r\nETag: \"0\"\r\nContent-Type: application/json\r\nContent-Length: 28\r\n\r\n{\"uploadId\":\"0\",\"key\":\"0\"}  "u8]);

        /// <inheritdoc/>
        public override bool CanRead => true;

        /// <inheritdoc/>
        public override bool CanWrite => true;

        /// <inheritdoc/>
        public override bool CanSeek => false;

        /// <inheritdoc/>
        public override long Length => throw new NotSupportedException();

        /// <inheritdoc/>
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        // Not at once: a real answer comes later, and what waits for it is code as well.
        /// <inheritdoc/>
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            return _answer.Read(buffer.Span);
        }

        /// <inheritdoc/>
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

        /// <inheritdoc/>
        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        /// <inheritdoc/>
        public override int Read(byte[] buffer, int offset, int count) => _answer.Read(buffer, offset, count);

        /// <inheritdoc/>
        public override void Write(byte[] buffer, int offset, int count)
        {
        }

        /// <inheritdoc/>
        public override void Flush()
        {
        }

        /// <inheritdoc/>
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        /// <inheritdoc/>
        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
