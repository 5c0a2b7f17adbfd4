using System.Net;
using System.Text;
using DreamLake.Bss.Tests.Hosts;
using DreamLake.Bss.Tracks;
using Xunit;

namespace DreamLake.Bss.Tests.Tracks;

/// <summary>The entries of a track with their times, as a time line shows them.</summary>
public sealed class TrackEntriesTests(Lake lake)
{
    [Theory]
    [InlineData("""{"t": 1.5, "label": "car"}""", 1.5, null, "car")]
    [InlineData("""{"start": 1, "end": 2, "text": "a word"}""", 1.0, 2.0, "a word")]
    [InlineData("""{"time": 3, "duration": 0.5, "action": "grasp"}""", 3.0, 3.5, "action grasp")]
    [InlineData("""{"timestamp": 4, "speed": 7, "name": "arm", "ok": true, "box": {"x": 1}, "none": null}""", 4.0, null,
        "arm, speed 7, ok true")]
    public async Task A_line_of_json_is_an_entry_by_the_field_that_is_its_time(string line, double start, double? end, string text)
    {
        var entry = Assert.Single((await ReadAsync(line)).Entries);
        Assert.Equal((start, end, text), (entry.Start, entry.End, entry.Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1, 2]")]
    [InlineData("7")]
    [InlineData("""{"label": "without a time"}""")]
    [InlineData("""{"t": "soon"}""")]
    [InlineData("""{"t": 1e999}""")]
    [InlineData("""{"t": 1""")]
    public async Task What_has_no_time_has_no_place_on_it(string line) =>
        Assert.Equal(2, Assert.Single((await ReadAsync(line + "\n{\"t\": 2}\n")).Entries).Start);

    [Fact]
    public async Task Entries_come_in_the_order_of_their_times_and_times_since_1970_count_from_the_first()
    {
        var read = await ReadAsync(
            """
            {"t": 1772366403.5, "end": 1772366404.5, "label": "second"}
            {"t": 1772366400.5, "label": "first"}
            """);
        Assert.Equal([(0.0, null, "first"), (3.0, 4.0, "second")], read.Entries.Select(entry => (entry.Start, entry.End, entry.Text)));
    }

    [Theory]
    [InlineData("t,label\n1.5,car\n2,\"a \"\"big\"\", red\nbus\"\n", 1.5, null, "car", "a \"big\", red\nbus")]
    [InlineData("\uFEFFStart;End;Name;Speed\r\n2;3;bus;7\r\n\r\n1;2.5;car;\r\n", 1.0, 2.5, "car", "bus, Speed 7")]
    [InlineData("time\tduration\tlabel\nsoon\t1\tno\n1\t0.5\tcar\n4\t\tbus", 1.0, 1.5, "car", "bus")]
    public async Task A_record_of_csv_is_an_entry_by_its_header(string text, double start, double? end, string first, string second)
    {
        var read = await ReadAsync(text, "csv");
        Assert.Equal((start, end, first), (read.Entries[0].Start, read.Entries[0].End, read.Entries[0].Text));
        Assert.Equal((2, second), (read.Entries.Count, read.Entries[1].Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("label\ncar\n")]
    [InlineData("t,label\n")]
    public async Task A_csv_without_times_has_no_entries(string text) => Assert.Empty((await ReadAsync(text, "csv")).Entries);

    [Theory]
    [InlineData("1\n00:00:01,000 --> 00:00:02,500\nHello\nyou\n\n2\n00:01:00,000 --> 00:01:01,000\nBye\n")]
    [InlineData("WEBVTT\n\nintro\n00:01.000 --> 00:02.500 align:start\nHello\nyou\n\n00:01:00.000 --> 00:01:01.000\nBye\n")]
    public async Task Cues_are_entries(string text)
    {
        var read = await ReadAsync(text, "srt");
        Assert.Equal([(1.0, 2.5, "Hello you"), (60.0, 61.0, "Bye")], read.Entries.Select(entry => (entry.Start, entry.End, entry.Text)));
        Assert.False(read.HasMore);
    }

    [Fact]
    public async Task No_more_are_told_than_a_browser_draws_and_no_text_is_without_end()
    {
        var lines = new StringBuilder();
        void Add(int line) => lines.Append($"{{\"t\": {line}, \"label\": \"{new string('x', 400)}\"}}\n");
        for (var line = 0; line < TrackEntries.Most; line++) Add(line);
        var whole = await ReadAsync(lines.ToString());
        Assert.Equal((TrackEntries.Most, false), (whole.Entries.Count, whole.HasMore));
        Add(TrackEntries.Most);
        var cut = await ReadAsync(lines.ToString());
        Assert.Equal((TrackEntries.Most, true), (cut.Entries.Count, cut.HasMore));
        Assert.Equal(new string('x', 300) + "…", cut.Entries[0].Text);
    }

    [Fact]
    public async Task They_are_told_to_who_may_see_the_track_alone()
    {
        var registered = await (await lake.RegisterAsync("/labels", "entries", "/a.jsonl", "{\"t\":1,\"label\":\"car\"}\n")).ReadAsync();
        var address = $"/labels/{registered.GetProperty("id").GetString()}/entries";
        using var alice = lake.Bss.Client();
        var entry = (await alice.ReadAsync(address)).GetProperty("entries")[0];
        Assert.Equal((1, "car"), (entry.GetProperty("start").GetDouble(), entry.GetProperty("text").GetString()));
        var csv = await (await lake.RegisterAsync("/labels", "entries", "/b.csv", "t,label\n1,car\n")).ReadAsync();
        var same = (await alice.ReadAsync($"/labels/{csv.GetProperty("id").GetString()}/entries")).GetProperty("entries")[0];
        Assert.Equal(entry.GetRawText(), same.GetRawText());
        using var mallory = lake.Bss.Client("mallory");
        await mallory.GetAsync(address, TestContext.Current.CancellationToken).RefusedAsync(HttpStatusCode.Forbidden);
        await alice.GetAsync("/labels/no-such-one/entries", TestContext.Current.CancellationToken).RefusedAsync(HttpStatusCode.NotFound);
    }

    private static Task<TrackTimes> ReadAsync(string text, string? format = null) => TrackEntries.ReadAsync(
        new MemoryStream(Encoding.UTF8.GetBytes(text)), format, TestContext.Current.CancellationToken);
}
