using System.Text;
using DreamLake.Bss.Tracks;
using DreamLake.Hosting;
using Xunit;

namespace DreamLake.Bss.Tests.Tracks;

/// <summary>Reads a track from text, in pieces of one byte too, so that every break between two buffers is met.</summary>
internal static class TrackText
{
    public static async Task<TrackSummary> ReadAsync(Func<ITrackFormat> format, byte[] text)
    {
        var whole = await TrackReader.ReadAsync(new MemoryStream(text), format(), TestContext.Current.CancellationToken);
        var pieces = await TrackReader.ReadAsync(new ByteByByte(text), format(), TestContext.Current.CancellationToken);
        Assert.Equal(whole.EntryCount, pieces.EntryCount);
        Assert.Equal(whole.Fields, pieces.Fields);
        return whole;
    }

    public static Task<TrackSummary> ReadAsync(Func<ITrackFormat> format, string text) => ReadAsync(format, Encoding.UTF8.GetBytes(text));

    public static async Task<long> CountAsync(Func<ITrackFormat> format, string text) => (await ReadAsync(format, text)).EntryCount;

    public static async Task<string> RefusedAsync(Func<ITrackFormat> format, string text)
    {
        var refusal = await Assert.ThrowsAsync<RefusalException>(() => ReadAsync(format, text));
        Assert.Equal(422, refusal.Status);
        return refusal.Message;
    }

    private sealed class ByteByByte(byte[] text) : MemoryStream(text)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }
}
