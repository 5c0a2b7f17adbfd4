using System.Security.Cryptography;
using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Lambda.Tests;

/// <summary>The bytes that are split are those that were verified, or nothing is.</summary>
public sealed class VerifiedContentTests : LambdaTest
{
    [Fact]
    public async Task Other_bytes_than_were_verified_are_never_split_and_the_content_is_doubted()
    {
        Ffmpeg.Require();
        var sound = await MakeAsync("sound.wav");
        var verified = Sha256(sound);
        var bytes = await File.ReadAllBytesAsync(sound, Cancel);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(sound, bytes, Cancel);
        var host = await StartAsync(Options);
        var job = await JobForAsync(sound, AssetType.Audio) with { Sha256 = verified };
        await QueueOf(host).DispatchAsync(job, Cancel);

        var report = await UntilOverAsync(host, job.MediaId);

        Assert.Equal((AssetStatus.Failed, null), (report.Status, report.Metadata));
        Assert.Contains(verified, report.Reason, StringComparison.Ordinal);
        Assert.Contains(Sha256(sound), report.Reason, StringComparison.Ordinal);
        // Nothing but the test's own upload was put.
        Assert.Single(Pool.Requests, request => request.StartsWith("PUT /lake/alice", StringComparison.Ordinal));
        Assert.Equal([job.MediaId], await QueueOf(host).FindDoubtedAsync(Cancel));
        await QueueOf(host).SettleDoubtAsync(job.MediaId, Cancel);
        Assert.Empty(await QueueOf(host).FindDoubtedAsync(Cancel));
    }

    [Fact]
    public async Task The_digest_is_of_the_whole_content_where_the_connection_broke_off()
    {
        Ffmpeg.Require();
        var sound = await MakeAsync("sound.wav");
        Pool.BreakNextGetAt = 100_000;
        var host = await StartAsync(Options);
        var job = await JobForAsync(sound, AssetType.Audio) with { Sha256 = Sha256(sound) };
        await QueueOf(host).DispatchAsync(job, Cancel);
        Assert.Equal((AssetStatus.Ready, null), await UntilReadyAsync(host, job));
        Assert.Contains(Pool.Requests, request => request.Contains("bytes=", StringComparison.Ordinal));
        Assert.Empty(await QueueOf(host).FindDoubtedAsync(Cancel));
    }

    [Fact]
    public async Task A_job_that_failed_for_its_bytes_is_dispatched_again_once_they_are_mended()
    {
        Ffmpeg.Require();
        var sound = await MakeAsync("sound.wav");
        var host = await StartAsync(Options);
        var job = await JobForAsync(sound, AssetType.Audio);
        await QueueOf(host).DispatchAsync(job with { Sha256 = new string('0', 64) }, Cancel);
        Assert.Equal(AssetStatus.Failed, (await UntilOverAsync(host, job.MediaId)).Status);

        Assert.True(await QueueOf(host).DispatchAsync(job with { Sha256 = Sha256(sound), DispatchId = "dispatch-2" }, Cancel));
        Assert.Equal((AssetStatus.Ready, null), await UntilReadyAsync(host, job));
        Assert.Empty(await QueueOf(host).FindDoubtedAsync(Cancel));
    }

    private Task<string> MakeAsync(string name) => Ffmpeg.MakeAsync(Folder, $"{Ffmpeg.Tone} -c:a pcm_s16le", name);

    private static async Task<(string Status, string? Reason)> UntilReadyAsync(Microsoft.Extensions.Hosting.IHost host, SplitJob job)
    {
        var report = await UntilOverAsync(host, job.MediaId);
        return (report.Status, report.Reason);
    }

    private static string Sha256(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
