using System.Text;
using DreamLake.Bss.Tests.Hosts;
using DreamLake.Lambda;
using Xunit;

namespace DreamLake.Bss.Tests.Streaming;

/// <summary>A video as the Lambda leaves it behind: the rows and the objects, without ffmpeg. Its own tests show that it does.</summary>
/// <param name="lake">Where it is.</param>
/// <param name="project">Its space, which no other test uses.</param>
internal sealed class SplitMedium(Lake lake, string project)
{
    public const string Main = "00000000000000a1", Master = "00000000000000a2", Sound = "00000000000000a3";
    public const string Poster = "00000000000000b1", Board = "00000000000000b2", Storyboard = "00000000000000b3";

    public const string MasterText = "#EXTM3U\n#EXT-X-VERSION:4\n#EXT-X-INDEPENDENT-SEGMENTS\n"
        + "#EXT-X-STREAM-INF:BANDWIDTH=1000,CODECS=\"avc1.64001f\",RESOLUTION=320x180\n../renditions/" + Main + ".m3u8\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>BSS's id.</summary>
    public string Id { get; private set; } = "";

    public string Path => $"/videos/{Id}";

    /// <summary>A video of one rendition, which ends after 3.5 s.</summary>
    public Task<SplitMedium> OfOneRenditionAsync(string name) => SplitAsync(name, MasterText, $"\"{Main}\"");

    /// <summary>A video of two sounds.</summary>
    public Task<SplitMedium> OfTwoSoundsAsync(string name) => SplitAsync(
        name,
        MasterText.Replace(
            "#EXT-X-STREAM-INF", $"#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"sounds\",NAME=\"Sound 2\",URI=\"../renditions/{Sound}.m3u8\"\n#EXT-X-STREAM-INF",
            StringComparison.Ordinal),
        $"\"{Master}\",\"{Main}\",\"{Sound}\"");

    /// <summary>Registers a text track.</summary>
    public async Task<string> AddTextAsync(string name, string text) =>
        (await (await lake.RegisterAsync("/text-tracks", project, name, text)).ReadAsync()).GetProperty("id").GetString()!;

    /// <summary>Its signed address.</summary>
    public Uri Signed(string path) =>
        lake.Bss.SignedUrl.Sign("GET", new Uri(lake.Bss.Address, $"{Path}/{path}"), TimeSpan.FromMinutes(1));

    /// <summary>Reads by an address that carries its own permission.</summary>
    public Task<string> ReadAsync(string signedAddress) => lake.Anonymous.GetStringAsync(signedAddress, Cancellation);

    private async Task<SplitMedium> SplitAsync(string name, string master, string streams)
    {
        Id = (await (await lake.RegisterAsync("/videos", project, name, name)).ReadAsync()).GetProperty("id").GetString()!;
        var split = lake.Bss.SignedUrl.Sign("POST", new Uri(lake.Bss.Address, $"{Path}/split?asset=a1"), TimeSpan.FromHours(1));
        using var answer = await lake.Anonymous.PostAsync(split, null, Cancellation);
        foreach (var hash in new[] { Main, Sound })
            await StoreAsync(StreamKeys.Playlist($"alice/{project}", hash), "#EXTM3U\n#EXTINF:3.5,\n../chunks/00000000000000c1.ts\n#EXT-X-ENDLIST\n");
        await StoreAsync(StreamKeys.Playlist($"alice/{project}", Master), master);
        await StoreAsync(StreamKeys.Picture($"alice/{project}", Poster), "poster");
        await StoreAsync(StreamKeys.Picture($"alice/{project}", Board), "board");
        await StoreAsync(
            StreamKeys.Storyboard($"alice/{project}", Storyboard), $"WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n{Board}.jpg#xywh=0,0,160,90\n");
        await lake.Bss.EndJobAsync(Id, "Done", $$$"""
            {"durationSec":3.5,"streams":[{{{streams}}}],"master":"{{{Master}}}","poster":"{{{Poster}}}","storyboard":"{{{Storyboard}}}",
            "storyboardPicture":"{{{Board}}}","incomplete":{"seconds":3.5,"of":10}}
            """);
        return this;
    }

    private async Task StoreAsync(string key, string text) => await lake.Bss.S3.PutObjectAsync(
        new Amazon.S3.Model.PutObjectRequest
        {
            BucketName = BssHost.Bucket, Key = key, InputStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
        },
        Cancellation);
}
