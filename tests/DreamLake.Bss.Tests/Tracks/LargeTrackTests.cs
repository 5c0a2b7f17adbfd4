using System.Text;
using DreamLake.Bss.Tracks;
using Xunit;

namespace DreamLake.Bss.Tests.Tracks;

/// <summary>Tests that measure the whole process's memory: nothing else runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public sealed class LargeTrackTests
{
    [Fact]
    public async Task A_large_track_is_read_in_little_memory()
    {
        const long Lines = 1_000_000;
        var line = """{"t": 12.345678, "label": "car", "box": [1, 2, 3, 4], "score": 0.987, "text": "some words, so that it is long enough to be an annotation of a frame"}""";
        await using var track = new TrackReaderTests.Repeated(Encoding.UTF8.GetBytes(line + "\n"), Lines);
        var before = GC.GetTotalAllocatedBytes();
        var summary = await TrackReader.ReadAsync(track, new JsonLines(new FieldNames()), TestContext.Current.CancellationToken);
        Assert.Equal(Lines, summary.EntryCount);
        Assert.Equal(["t", "label", "box", "score", "text"], summary.Fields);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 32 << 20);
    }
}
