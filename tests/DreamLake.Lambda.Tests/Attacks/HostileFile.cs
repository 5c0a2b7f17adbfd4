using System.Buffers.Binary;
using System.Text;

namespace DreamLake.Lambda.Tests.Attacks;

/// <summary>Files that want something of the machine that splits them.</summary>
/// <param name="Name">What it is.</param>
/// <param name="MakeAsync">Makes it: in a folder, with a secret file of the machine's and an address that nobody may call.</param>
/// <param name="Reason">Words of the refusal; empty where it may also be streamed, as long as it takes little and tells nothing.</param>
internal sealed record HostileFile(string Name, Func<AttackTarget, Task<string>> MakeAsync, string Reason)
{
    private const string Unreadable = "cannot be read as video or sound";

    /// <summary>The demuxer tricks that are known.</summary>
    public static IReadOnlyList<HostileFile> All { get; } =
    [
        Text("playlist", t => $"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile://{t.Secret}\n#EXT-X-ENDLIST\n"),
        Text("playlist-of-a-server", t => $"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{t.Address}/a.ts\n#EXT-X-ENDLIST\n"),
        Text("playlist-with-key", t =>
            $"#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI=\"{t.Address}/key\"\n#EXTINF:2,\nconcat:{t.Secret}|{t.Secret}\n#EXT-X-ENDLIST\n"),
        Text("concat", t => $"ffconcat version 1.0\nfile '{t.Secret}'\n"),
        Text("session-description", t => $"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video {new Uri(t.Address).Port} RTP/AVP 96\n"),
        Text("dash", t => "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\" mediaPresentationDuration=\"PT2S\">"
            + $"<Period><AdaptationSet mimeType=\"video/mp4\"><Representation id=\"1\" bandwidth=\"1\"><BaseURL>{t.Address}/a.mp4</BaseURL>"
            + "</Representation></AdaptationSet></Period></MPD>"),
        Text("svg", t => "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"10\" height=\"10\">"
            + $"<image xlink:href=\"file://{t.Secret}\" width=\"10\" height=\"10\"/><image xlink:href=\"{t.Address}/a.png\"/></svg>"),
        Text("filter-graph", t => $"movie={t.Secret}"),
        Text("image-sequence", t => $"P6 16 16 255 {t.Secret}%03d"),
        new("reference-to-another-file", ReferenceAsync, ""),
        new("frames-far-apart", t => Ffmpeg.MakeAsync(
            t.Folder, "-f lavfi -i testsrc2=size=160x120:rate=1:duration=3 -vf setpts=N*100000/TB -fps_mode vfr -c:v mjpeg", "apart.mkv"), "It lasts"),
        new("hundreds-of-hours", LongAsync, ""),
        new("large-picture", t => Ffmpeg.MakeAsync(
            t.Folder, "-f lavfi -i color=size=8000x8000:rate=1:duration=1 -c:v mjpeg -pix_fmt yuvj420p", "large.mkv"), "8000 × 8000"),
        new("picture-larger-than-it-says", GrowingAsync, ""),
        new("hundreds-of-streams", ManyStreamsAsync, ""),
    ];

    private static HostileFile Text(string name, Func<AttackTarget, string> text) => new(
        name,
        async target =>
        {
            var path = Path.Combine(target.Folder, name + ".mp4");
            await File.WriteAllTextAsync(path, text(target));
            return path;
        },
        Unreadable);

    /// <summary>A QuickTime file whose samples are said to be in another one (<c>dref</c>).</summary>
    private static async Task<string> ReferenceAsync(AttackTarget target)
    {
        var path = await Ffmpeg.MakeAsync(target.Folder, $"{Ffmpeg.Tone} -c:a aac", "reference.mov");
        var bytes = await File.ReadAllBytesAsync(path);
        var address = Encoding.ASCII.GetBytes($"file://{target.Secret}\0");
        var own = bytes.AsSpan().IndexOf("url "u8) - 4;
        // Grows the entry, and every box around it, by the address; the last bit of its flags says whether the samples are here.
        foreach (var box in new[] { "moov", "trak", "mdia", "minf", "dinf", "dref", "url " })
        {
            var size = bytes.AsSpan(bytes.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes(box)) - 4);
            BinaryPrimitives.WriteInt32BigEndian(size, BinaryPrimitives.ReadInt32BigEndian(size) + address.Length);
        }

        bytes[own + 11] = 0;
        await File.WriteAllBytesAsync(path, [.. bytes.AsSpan(0, own + 12), .. address, .. bytes.AsSpan(own + 12)]);
        return path;
    }

    /// <summary>Three pictures that are each shown for two days.</summary>
    private static async Task<string> LongAsync(AttackTarget target)
    {
        var path = await Ffmpeg.MakeAsync(
            target.Folder, "-f lavfi -i testsrc2=size=160x120:rate=25:duration=0.12 -c:v mpeg4 -video_track_timescale 12800", "long.mp4");
        var bytes = await File.ReadAllBytesAsync(path);
        var times = bytes.AsSpan().IndexOf("stts"u8);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(times + 16), int.MaxValue);
        await File.WriteAllBytesAsync(path, bytes);
        return path;
    }

    /// <summary>PNG pictures of 64 × 64 pixels whose heads say 30,000 × 30,000.</summary>
    private static async Task<string> GrowingAsync(AttackTarget target)
    {
        var path = await Ffmpeg.MakeAsync(target.Folder, "-f lavfi -i color=size=64x64:rate=2:duration=1 -c:v png", "growing.mov");
        var bytes = await File.ReadAllBytesAsync(path);
        for (var at = bytes.AsSpan().IndexOf("IHDR"u8); at >= 0;)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at + 4), 30_000);
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at + 8), 30_000);
            var next = bytes.AsSpan(at + 4).IndexOf("IHDR"u8);
            at = next < 0 ? -1 : at + 4 + next;
        }

        await File.WriteAllBytesAsync(path, bytes);
        return path;
    }

    private static async Task<string> ManyStreamsAsync(AttackTarget target)
    {
        var one = await Ffmpeg.MakeAsync(target.Folder, "-f lavfi -i sine=duration=0.1 -c:a pcm_s16le", "one.wav");
        var path = Path.Combine(target.Folder, "streams.mkv");
        string[] maps = [.. Enumerable.Repeat<string[]>(["-map", "0:0"], 900).SelectMany(map => map)];
        await Ffmpeg.OutputAsync(["-v", "error", "-nostdin", "-i", one, .. maps, "-c", "copy", path]);
        return path;
    }

    /// <summary>A sound with a tag of 57 MB of control characters, each of which is six when it is written as JSON.</summary>
    public static async Task<string> TagAsync(string folder)
    {
        const int Length = 57_000_000;
        var sound = await Ffmpeg.MakeAsync(folder, $"{Ffmpeg.Tone} -c:a libmp3lame -id3v2_version 0", "plain.mp3");
        var path = Path.Combine(folder, "tag.mp3");
        await using var file = File.Create(path);
        byte[] frame = [.. "TXXX"u8, .. Synchsafe(Length), 0, 0, 0];
        await file.WriteAsync(new byte[] { (byte)'I', (byte)'D', (byte)'3', 4, 0, 0 });
        await file.WriteAsync(Synchsafe(frame.Length - 1 + Length));
        await file.WriteAsync(frame);
        var text = new byte[Length - 1];
        Array.Fill(text, (byte)1);
        text[1] = 0;
        await file.WriteAsync(text);
        await file.WriteAsync(await File.ReadAllBytesAsync(sound));
        return path;
    }

    private static byte[] Synchsafe(int number) =>
        [(byte)((number >> 21) & 0x7F), (byte)((number >> 14) & 0x7F), (byte)((number >> 7) & 0x7F), (byte)(number & 0x7F)];
}

/// <summary>What an attack is after.</summary>
/// <param name="Folder">Where to make it.</param>
/// <param name="Secret">A file of the machine's, which plays as sound.</param>
/// <param name="Address">An address on the machine, such as <c>http://127.0.0.1:5</c>.</param>
internal sealed record AttackTarget(string Folder, string Secret, string Address);
