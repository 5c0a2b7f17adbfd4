using System.Net;
using DreamLake.Bss.Tests.Hosts;
using Xunit;

namespace DreamLake.Bss.Tests.Streaming;

/// <summary>Everything in a file is offered to a player, and what is registered beside it.</summary>
public sealed class RenditionTests(Lake lake)
{
    private const string Srt = "1\n00:00:01,000 --> 00:00:02,500\nHello --> there\n\nagain\n\n2\n00:00:02,600 --> 00:00:03,000\n<i>bye</i>\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_master_names_its_renditions_by_signed_addresses_that_lead_to_segments()
    {
        var video = await new SplitMedium(lake, "two-sounds").OfTwoSoundsAsync("/run01.mp4");
        var master = await video.ReadAsync(video.Signed($"stream/{SplitMedium.Master}.m3u8").AbsoluteUri);
        var sound = master.Split("URI=\"")[1].Split('"')[0];
        var main = master.Split('\n').Single(line => line.StartsWith("http", StringComparison.Ordinal));
        var renditions = $"{lake.Bss.Address}videos/{video.Id}/renditions/";
        Assert.StartsWith($"{renditions}{SplitMedium.Sound}.m3u8?expires=", sound, StringComparison.Ordinal);
        foreach (var address in new[] { sound, main })
            Assert.Contains($"{lake.Bss.Address}videos/{video.Id}/chunks/", await video.ReadAsync(address), StringComparison.Ordinal);
        // Old addresses of each playlist.
        foreach (var hash in new[] { SplitMedium.Main, SplitMedium.Sound })
        {
            var playlist = await video.ReadAsync(video.Signed($"stream/{hash}.m3u8").AbsoluteUri);
            Assert.Contains("#EXTINF:3.5,", playlist, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_text_track_beside_a_video_is_offered_as_subtitles()
    {
        var video = await new SplitMedium(lake, "beside").OfOneRenditionAsync("/camera/run01.mp4");
        var entry = video.Signed($"stream/{SplitMedium.Main}.m3u8").AbsoluteUri;
        Assert.Contains("#EXTINF:3.5,", await video.ReadAsync(entry), StringComparison.Ordinal);

        await video.AddTextAsync("/camera/run01.de.srt", Srt.Replace("bye", "older", StringComparison.Ordinal));
        var german = await video.AddTextAsync("/camera/run01.de.srt", Srt);
        await video.AddTextAsync("/camera/run01-other.srt", Srt);
        await video.AddTextAsync("/elsewhere/run01.srt", Srt);
        var master = await video.ReadAsync(entry);
        var line = Assert.Single(master.Split('\n'), line => line.StartsWith("#EXT-X-MEDIA:", StringComparison.Ordinal));
        Assert.StartsWith(
            "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"subtitles\",NAME=\"run01.de.srt\",LANGUAGE=\"de\",AUTOSELECT=YES,DEFAULT=NO,",
            line, StringComparison.Ordinal);
        Assert.Contains("RESOLUTION=320x180,SUBTITLES=\"subtitles\"\n", master, StringComparison.Ordinal);
        Assert.Contains("#EXTINF:3.5,", await video.ReadAsync(master.Split('\n').Single(IsAddress)), StringComparison.Ordinal);

        var playlist = await video.ReadAsync(line.Split("URI=\"")[1].Split('"')[0]);
        Assert.Contains("#EXT-X-TARGETDURATION:4\n", playlist, StringComparison.Ordinal);
        Assert.Contains("#EXTINF:3.500000,\n", playlist, StringComparison.Ordinal);
        Assert.Contains($"/subtitles/{german}.vtt?", playlist, StringComparison.Ordinal);
        Assert.Equal(
            "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:1026000,LOCAL:00:00:00.000\n"
            + "\n00:00:01.000 --> 00:00:02.500\nHello --&gt; there\nagain\n\n00:00:02.600 --> 00:00:03.000\n<i>bye</i>\n",
            await video.ReadAsync(playlist.Split('\n').Single(IsAddress)));
    }

    [Fact]
    public async Task Where_a_folder_holds_no_text_those_of_the_episodes_other_folders_are_offered()
    {
        var video = await new SplitMedium(lake, "elsewhere").OfTwoSoundsAsync("/camera/run01.mp4");
        await video.AddTextAsync("/captions/run01.vtt", "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n\n00:01.000 --> 00:02.000\nhi\n");
        var master = await video.ReadAsync(video.Signed($"stream/{SplitMedium.Master}.m3u8").AbsoluteUri);
        Assert.Contains("TYPE=AUDIO", master, StringComparison.Ordinal);
        var playlist = await video.ReadAsync(master.Split("NAME=\"run01.vtt\"")[1].Split("URI=\"")[1].Split('"')[0]);
        Assert.Equal(
            "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:1026000,LOCAL:00:00:00.000\n\n00:01.000 --> 00:02.000\nhi\n",
            await video.ReadAsync(playlist.Split('\n').Single(IsAddress)));
    }

    [Fact]
    public async Task Text_of_another_video_is_not_read_through_this_one()
    {
        var video = await new SplitMedium(lake, "another").OfOneRenditionAsync("/run01.mp4");
        var text = await video.AddTextAsync("/run02.srt", Srt);
        foreach (var extension in new[] { "m3u8", "vtt" })
            await lake.Anonymous.GetAsync(video.Signed($"subtitles/{text}.{extension}"), Cancellation)
                .RefusedAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_poster_and_the_storyboard_are_read_by_signed_addresses()
    {
        var video = await new SplitMedium(lake, "pictures").OfOneRenditionAsync("/run01.mp4");
        using var poster = await lake.Anonymous.GetAsync(video.Signed($"pictures/{SplitMedium.Poster}.jpg"), Cancellation);
        Assert.Equal("image/jpeg", poster.Content.Headers.ContentType!.MediaType);
        Assert.Equal("poster", await poster.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("*", Assert.Single(poster.Headers.GetValues("Access-Control-Allow-Origin")));

        var table = await video.ReadAsync(video.Signed($"pictures/{SplitMedium.Storyboard}.vtt").AbsoluteUri);
        var picture = table.Split('\n').Single(IsAddress);
        Assert.EndsWith("#xywh=0,0,160,90", picture, StringComparison.Ordinal);
        Assert.Equal("board", await video.ReadAsync(picture));

        await lake.Anonymous.GetAsync(video.Signed($"pictures/{SplitMedium.Main}.jpg"), Cancellation).RefusedAsync(HttpStatusCode.NotFound);
        await lake.Anonymous.GetAsync(new Uri(lake.Bss.Address, $"{video.Path}/pictures/{SplitMedium.Poster}.jpg"), Cancellation)
            .RefusedAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task What_was_cut_short_says_so_beside_the_status()
    {
        var video = await new SplitMedium(lake, "incomplete").OfOneRenditionAsync("/run01.mp4");
        using var alice = lake.Bss.Client();
        const string Expected = """{"seconds":3.5,"of":10}""";
        Assert.Equal(Expected, (await alice.ReadAsync($"/videos/status?ids={video.Id}"))[0].GetProperty("incomplete").GetRawText());
        Assert.Equal(Expected, (await alice.ReadAsync(video.Path)).GetProperty("incomplete").GetRawText());
        Assert.Equal(Expected, (await alice.ReadAsync($"{video.Path}/metadata")).GetProperty("incomplete").GetRawText());
    }

    private static bool IsAddress(string line) => line.StartsWith("http", StringComparison.Ordinal);
}
