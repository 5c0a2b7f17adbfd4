using System.Text;
using CsCheck;
using DreamLake.Bss.Tracks;
using DreamLake.Hosting;
using Xunit;

namespace DreamLake.Bss.Tests.Tracks;

public sealed class TrackReaderTests
{
    private static readonly Func<ITrackFormat>[] Formats = [() => new SubRip(), () => new WebVtt(), () => new JsonLines(new FieldNames()),
        () => new JsonLines(null), () => new CommaSeparated(new FieldNames())];

    // Pieces that the formats are made of, so that the machines are driven into every state.
    private static readonly Gen<string> Pieces = Gen.OneOf(
        "\n", "\r", "\r\n", "\n\n", " ", "1", "WEBVTT", "NOTE", "STYLE", "-->", " --> ", "00:00:01,000", "00:01.000", "99:99.999", "00:00:01,000 --> 00:00:02,000",
        "00:01.000 --> 00:02.000", "\uFEFF", "{", "}", "{}", "\"", "\"a\"", ":", "1,", "[", "]", "\\u0061", "\\ud800", "text", "\0");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_the_bytes_a_track_is_read_or_refused() =>
        await Gen.Byte.Array[0, 200].SampleAsync(ReadOrRefusedAsync, iter: 3000, threads: 1);

    [Fact]
    public async Task Whatever_the_pieces_a_track_is_read_or_refused() =>
        await Pieces.Array[0, 25]
            .SampleAsync(pieces => ReadOrRefusedAsync(Encoding.UTF8.GetBytes(string.Concat(pieces))), iter: 20_000, threads: 1);

    [Fact]
    public async Task Line_ends_do_not_matter()
    {
        await Gen.Select(Gen.Int[0, 40], Gen.OneOf("\n", "\r", "\r\n")).SampleAsync(async (count, end) =>
        {
            var text =
                string.Concat(Enumerable.Range(1, count).Select(i => $"{i}{end}00:00:01,000 --> 00:00:02,000{end}text {i}{end}{end}"));
            Assert.Equal(count, await TrackText.CountAsync(() => new SubRip(), text));
        }, iter: 200, threads: 1);
    }

    [Fact]
    public async Task A_line_without_end_is_refused()
    {
        await using var track = new Repeated("{\"a\":\"aaaaaaaa"u8.ToArray(), 1 << 24);
        var refusal = await Assert.ThrowsAsync<RefusalException>(() => TrackReader.ReadAsync(track, new JsonLines(null), Cancellation));
        Assert.StartsWith("line 1: it is longer than 8388608 bytes", refusal.Message, StringComparison.Ordinal);
        Assert.True(track.Position < 64 << 20);
    }

    private static async Task ReadOrRefusedAsync(byte[] text)
    {
        foreach (var format in Formats)
        {
            try
            {
                Assert.True((await TrackReader.ReadAsync(new MemoryStream(text), format(), Cancellation)).EntryCount >= 0);
            }
            catch (RefusalException refusal)
            {
                Assert.Equal(422, refusal.Status);
                Assert.Matches("^line [0-9]+: ", refusal.Message);
            }
        }
    }

    /// <summary>The same bytes over and over, as a stream that nobody could hold.</summary>
    internal sealed class Repeated(byte[] bytes, long times) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => bytes.Length * times;

        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = 0;
            while (read < count && _position < Length)
            {
                var at = (int)(_position % bytes.Length);
                var length = Math.Min(bytes.Length - at, count - read);
                bytes.AsSpan(at, length).CopyTo(buffer.AsSpan(offset + read));
                read += length;
                _position += length;
            }

            return read;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
