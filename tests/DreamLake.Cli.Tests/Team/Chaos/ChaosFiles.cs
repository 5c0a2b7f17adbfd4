using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using DreamLake.Cli.Tests.Harness;

namespace DreamLake.Cli.Tests.Team.Chaos;

/// <summary>Small files of every type, each of its own content: of ten, one video and one sound, the others labels and texts.</summary>
internal static class ChaosFiles
{
    /// <summary>Makes them, dealt out to folders <c>in-0</c>, <c>in-1</c>, …; answers them by client and name.</summary>
    public static async Task<Dictionary<(int Client, string Name), byte[]>> MakeAsync(Machine machine, int count, int clients)
    {
        var clip = Path.Combine(machine.Home, "clip.mp4");
        await Tools.RunAsync(
            "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=size=160x120:rate=10:duration=2", "-g", "10", "-pix_fmt", "yuv420p", clip);
        var video = await File.ReadAllBytesAsync(clip);
        var files = new Dictionary<(int, string), byte[]>();
        for (var number = 0; number < count; number++)
        {
            var client = number % clients;
            var (extension, content) = (number / clients % 10) switch
            {
                0 => (".mp4", Video(video, number)),
                5 => (".wav", Sound(number)),
                1 or 3 or 7 or 9 => (".jsonl", Labels(number)),
                _ => (".srt", Texts(number)),
            };
            var name = string.Create(CultureInfo.InvariantCulture, $"{number:000}{extension}");
            var path = Path.Combine(machine.Home, $"in-{client}", name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, content);
            files.Add((client, "/" + name), content);
        }

        return files;
    }

    /// <summary>The clip, and after it a box that players pass over.</summary>
    private static byte[] Video(byte[] clip, int number)
    {
        var free = new byte[16];
        BinaryPrimitives.WriteInt32BigEndian(free, free.Length);
        "free"u8.CopyTo(free.AsSpan(4));
        BinaryPrimitives.WriteInt32BigEndian(free.AsSpan(8), number);
        return [.. clip, .. free];
    }

    /// <summary>A second of noise, 8,000 samples.</summary>
    private static byte[] Sound(int number)
    {
        const int Rate = 8000;
        var wave = new byte[44 + 2 * Rate];
        new Random(number).NextBytes(wave.AsSpan(44));
        "RIFF"u8.CopyTo(wave);
        BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(4), wave.Length - 8);
        "WAVEfmt "u8.CopyTo(wave.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(wave.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(wave.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(24), Rate);
        BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(28), 2 * Rate);
        BinaryPrimitives.WriteInt16LittleEndian(wave.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(wave.AsSpan(34), 16);
        "data"u8.CopyTo(wave.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(40), 2 * Rate);
        return wave;
    }

    private static byte[] Labels(int number) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20 + number)
        .Select(line => string.Create(CultureInfo.InvariantCulture, $$"""{"t":{{line}},"of":{{number}}}""") + "\n")));

    private static byte[] Texts(int number) => Encoding.UTF8.GetBytes(
        $"1\n00:00:00,000 --> 00:00:02,000\nNumber {number.ToString(CultureInfo.InvariantCulture)}\n");
}
