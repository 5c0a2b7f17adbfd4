using System.Security.Cryptography;
using DreamLake.Cli.Tests.Harness;
using DreamLake.Testing;
using DreamLake.Testing.Engines.Ceph;
using Xunit;

namespace DreamLake.Cli.Tests;

/// <summary>What goes in comes back byte for byte, through the built command: every type, and the sizes about a part.</summary>
public abstract class RoundTripTests : IDisposable
{
    private const int Part = 10 * 1024 * 1024;
    private static readonly DateTime LongAgo = new DateTime(2026, 3, 4, 5, 6, 7, DateTimeKind.Utc).AddTicks(1234567);
    private static readonly string[] Types = ["video", "audio", "label-track", "text-track"];
    private static readonly int[] Sizes = [0, 1, Part - 1, Part, Part + 1];

    protected Machine Machine { get; } = new();

    public void Dispose()
    {
        Machine.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<ServingLake> ServeAsync();

    [Fact]
    public async Task Every_type_and_size_comes_back_byte_for_byte()
    {
        await using var lake = await ServeAsync();
        var machine = lake.Use(Machine);
        foreach (var type in Types)
        {
            var (folder, episode) = (Path.Combine(machine.Home, type), $"alice@robotics:{type}");
            Directory.CreateDirectory(folder);
            foreach (var size in Sizes) await WriteAsync(Path.Combine(folder, $"{size}{ExtensionOf(type)}"), size, type);
            // 1 GiB before a release.
            if (type == "video" && TestSize.IsFull) machine.File(Path.Combine(type, "large.mp4"), 1024 * 1024 * 1024);
            // What was written within the last seconds is left out of a folder.
            foreach (var file in Directory.GetFiles(folder)) File.SetLastWriteTimeUtc(file, LongAgo);

            (await machine.RunAsync("upload", folder, "--episode", episode, "--type", type, "--to", "/in")).Ended(0);
            (await machine.RunAsync("wait", "--episode", episode, "--for", "verified")).Ended(0);
            var back = Path.Combine(machine.Home, "back", type);
            (await machine.RunAsync("download", "--episode", episode, "--destination", back)).Ended(0);
            foreach (var file in Directory.GetFiles(folder))
            {
                var received = Path.Combine(back, "in", Path.GetFileName(file));
                Assert.Equal((file, await DigestAsync(file)), (file, await DigestAsync(received)));
                Assert.Equal(LongAgo, File.GetLastWriteTimeUtc(received));
            }

            Directory.Delete(back, recursive: true);
        }
    }

    private static string ExtensionOf(string type) => type switch
    {
        "video" => ".mp4",
        "audio" => ".wav",
        _ => ".jsonl",
    };

    // Tracks are read when they are registered: theirs are lines, and empty ones up to the size.
    private static Task WriteAsync(string path, int size, string type)
    {
        if (type is "video" or "audio") return File.WriteAllBytesAsync(path, RandomNumberGenerator.GetBytes(size));
        var bytes = new byte[size];
        Array.Fill(bytes, (byte)'\n');
        if (size > 32) "{\"t\":1,\"text\":\"a\"}"u8.CopyTo(bytes);
        return File.WriteAllBytesAsync(path, bytes);
    }

    private static async Task<string> DigestAsync(string path)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, TestContext.Current.CancellationToken));
    }
}

/// <summary>On the embedded pool.</summary>
public sealed class RoundTripOnThePoolTests : RoundTripTests
{
    protected override Task<ServingLake> ServeAsync() => ServingLake.StartAsync(Machine);
}

/// <summary>On Ceph.</summary>
public sealed class RoundTripOnCephTests(CephFixture ceph) : RoundTripTests, IClassFixture<CephFixture>
{
    protected override Task<ServingLake> ServeAsync()
    {
        var endpoint = ceph.Engine.Endpoint;
        Machine.With("AWS_ACCESS_KEY_ID", endpoint.AccessKey).With("AWS_SECRET_ACCESS_KEY", endpoint.SecretKey);
        return ServingLake.StartAsync(Machine, "--s3", endpoint.Address.AbsoluteUri, "--bucket", "roundtrip");
    }
}
