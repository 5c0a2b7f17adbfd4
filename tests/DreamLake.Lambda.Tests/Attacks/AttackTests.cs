using System.Net;
using System.Net.Sockets;
using System.Text;
using DreamLake.Protocol;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace DreamLake.Lambda.Tests.Attacks;

/// <summary>Every trick that is known: refused or bounded, others' files are split meanwhile, nothing is read, nothing is called.</summary>
public sealed class AttackTests : LambdaTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Attacks_are_refused_or_bounded_while_others_files_are_split()
    {
        Ffmpeg.Require();
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Some of the files are made with paths of Linux.");
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        // A sound that no other file of this test has.
        var secret = await Ffmpeg.MakeAsync(Folder, "-f lavfi -i anoisesrc=duration=4:seed=15 -c:a aac -f mpegts", "secret.ts");
        var target = new AttackTarget(Folder, secret, $"http://127.0.0.1:{((IPEndPoint)nobody.LocalEndpoint).Port}");
        // Made before mallory sends anything: on a busy machine it takes longer than all of mallory's files.
        var clip = await Ffmpeg.MakeAsync(Folder, $"{Ffmpeg.Picture} {Ffmpeg.Tone} -c:v libx264 -pix_fmt yuv420p -c:a aac", "clip.mp4");
        var host = await StartAsync(Options with { MaxRunningPerOwner = 1, QuickLaneAfter = TimeSpan.FromMilliseconds(100) });
        foreach (var attack in HostileFile.All) await DispatchAsync(host, attack.Name, "mallory", await attack.MakeAsync(target));
        await DispatchAsync(host, "clip", "bob", clip);

        Assert.Equal(AssetStatus.Ready, (await EndsAsync(host, "clip")).Status);
        // Of all that mallory sent something is not over yet: bob's clip did not wait for it.
        Assert.Contains(await ReportsAsync(host), report => report.Status == AssetStatus.Processing);
        foreach (var attack in HostileFile.All) AssertFended(attack, await EndsAsync(host, attack.Name));
        Assert.False(nobody.Pending(), "Something was called.");
        await AssertNothingOfTheMachineIsStoredAsync(secret);
    }

    [Fact]
    public async Task A_tag_of_57_megabytes_takes_no_memory_of_the_lake()
    {
        var path = await HostileFile.TagAsync(Folder);
        var before = GC.GetTotalAllocatedBytes();
        var report = await SplitAsync(path, AssetType.Audio);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 1_000_000_000);
        Assert.Equal((AssetStatus.Ready, null), (report.Status, report.Reason));
        Assert.Equal(2, report.Metadata!.DurationSec!.Value, 0.1);
    }

    private static void AssertFended(HostileFile attack, JobReport report)
    {
        if (attack.Reason.Length > 0)
        {
            Assert.True(report.Status == AssetStatus.Failed, $"{attack.Name}: {report}");
            Assert.Contains(attack.Reason, report.Reason, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("/tmp", report.Reason ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", report.Reason ?? "", StringComparison.Ordinal);
    }

    private async Task DispatchAsync(IHost host, string name, string owner, string path)
    {
        var job = new SplitJob(name, AssetType.Video, owner, "robotics", $"{owner}/robotics/staging/{name}", "1")
        {
            Size = new FileInfo(path).Length,
        };
        await Pool.PutAsync(job.Key, path);
        Assert.True(await QueueOf(host).DispatchAsync(job, Cancel));
    }

    private static Task<JobReport> EndsAsync(IHost host, string name) =>
        UntilAsync(host, name, report => report.Status != AssetStatus.Processing, Patience);

    private static Task<IReadOnlyList<JobReport>> ReportsAsync(IHost host) =>
        QueueOf(host).FindAsync([.. HostileFile.All.Select(attack => attack.Name)], Cancel);

    /// <summary>The secret's sound would be found again in a segment: AAC is copied.</summary>
    private async Task AssertNothingOfTheMachineIsStoredAsync(string secret)
    {
        var middle = (await File.ReadAllBytesAsync(secret, Cancel)).AsSpan()[^(188 * 3 - 12)..^(188 * 3 - 120)].ToArray();
        // A lock holds nothing of a recording, and may be in another's hands.
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Folder, "pool"), "*", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".lock", StringComparison.Ordinal)))
        {
            var stored = await File.ReadAllBytesAsync(path, Cancel);
            Assert.True(stored.AsSpan().IndexOf(middle) < 0, path);
            Assert.True(stored.AsSpan().IndexOf("root:x:"u8) < 0, Encoding.ASCII.GetString(stored));
        }
    }
}
