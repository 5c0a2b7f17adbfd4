using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using DreamLake.Cli.Tests.Harness;
using DreamLake.Testing;
using Xunit;

namespace DreamLake.Cli.Tests;

/// <summary>The lake is killed at a moment of a split: no child of it lives on, and the next lake does the job, once.</summary>
public sealed class SplitKillTests : IDisposable
{
    private const int Seconds = 20;
    private const string Place = "namespace=alice&space=robotics&episode=run-042";
    private static readonly TimeSpan ChildrenLive = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly Dictionary<string, Func<Moments, bool>> Stages = new()
    {
        ["the job has a folder"] = now => now.JobFolders.Any(),
        ["its content is fetched"] = now => now.FilesOfJobs("content").Any(),
        ["a tool runs"] = now => now.Children.Any(),
        ["a segment is begun"] = now => now.FilesOfJobs("*.ts").Any(),
        ["three segments are begun"] = now => now.FilesOfJobs("*.ts").Count() >= 3,
        ["all segments but some are made"] = now => now.FilesOfJobs("*.ts").Count() >= 8,
        ["the poster is made"] = now => now.FilesOfJobs("poster.jpg").Any(),
        ["a segment is published"] = now => now.Published("segments").Any(),
        ["five segments are published"] = now => now.Published("segments").Count() >= 5,
        ["a playlist is published"] = now => now.Published("playlists").Any(),
    };

    private static readonly string[] Few = ["a tool runs", "five segments are published"];

    private readonly Machine _machine = new();

    public static TheoryData<string> Moment => [.. Stages.Keys.Where(moment => TestSize.IsFull || Few.Contains(moment))];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Moment))]
    public async Task A_lake_that_is_killed_when(string moment)
    {
        Tools.RequireFfmpeg();
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The children of a process are looked for in /proc.");
        var film = Path.Combine(_machine.Home, "film.mkv");
        await Tools.RunAsync(
            "ffmpeg", "-v", "error", "-f", "lavfi", "-i", $"testsrc2=size=640x360:rate=25:duration={Seconds}", "-c:v", "mpeg4", film);
        var moments = new Moments(Path.Combine(_machine.Home, ".dreamlake", "lake"));
        await using (var lake = await ServingLake.StartAsync(_machine))
        {
            using var upload = lake.Use(_machine).Start("upload", film, "--episode", "alice@robotics:run-042");
            await UntilAsync(() => Stages[moment](moments), Patience, moment);
            await moments.KillLakeAsync();
            await lake.KillAsync();
            await upload.KillAsync();
        }

        await UntilAsync(() => !moments.Children.Any(), ChildrenLive, "no child lives on");
        await using var next = await ServingLake.StartAsync(_machine);
        var asset = await ReadyAsync(next);
        var playlist = await next.Http.GetStringAsync(new Uri(asset["playlistUrl"]!.ToString()), Cancellation);
        var seconds = playlist.Split('\n').Where(line => line.StartsWith("#EXTINF:", StringComparison.Ordinal))
            .Sum(line => double.Parse(line["#EXTINF:".Length..^1], CultureInfo.InvariantCulture));
        Assert.Equal(Seconds, seconds, 0.1);
        foreach (var segment in playlist.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
            Assert.NotEmpty(await next.Http.GetByteArrayAsync(segment, Cancellation));
        await UntilAsync(() => !moments.JobFolders.Any(), Patience, "nothing of a job is left");
    }

    public void Dispose() => _machine.Dispose();

    private static async Task<JsonNode> ReadyAsync(ServingLake lake)
    {
        JsonNode? asset = null;
        await UntilAsync(
            async () =>
            {
                asset = Assert.Single((await lake.GetAsync($"/assets/video?{Place}")).AsArray());
                Assert.NotEqual("failed", asset!["status"]!.ToString());
                return asset["status"]!.ToString() == "ready";
            },
            Patience,
            "the job is done again");
        return asset!;
    }

    private static Task UntilAsync(Func<bool> isSo, TimeSpan patience, string what) =>
        UntilAsync(() => Task.FromResult(isSo()), patience, what);

    private static async Task UntilAsync(Func<Task<bool>> isSoAsync, TimeSpan patience, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!await isSoAsync())
        {
            Assert.True(watch.Elapsed < patience, $"After {patience.TotalSeconds} s it is not so that {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(2), Cancellation);
        }
    }

    /// <summary>What can be seen of a split from outside.</summary>
    private sealed class Moments(string lake)
    {
        private static readonly EnumerationOptions All = new() { RecurseSubdirectories = true, IgnoreInaccessible = true };

        private string Work => Path.Combine(lake, "work");

        /// <summary>SIGKILL for the process that said where it serves: the command that a person started is another one.</summary>
        public async Task KillLakeAsync()
        {
            var running = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(lake, "running.json"), Cancellation))!;
            using var process = Process.GetProcessById((int)running["processId"]!);
            process.Kill();
            await process.WaitForExitAsync(Cancellation);
        }

        public IEnumerable<string> JobFolders => Folders(Work).SelectMany(Folders);

        /// <summary>Processes whose working folder is a job's.</summary>
        public IEnumerable<string> Children =>
            Folders("/proc").Where(process => WorkingFolder(process)?.StartsWith(Work, StringComparison.Ordinal) == true);

        public IEnumerable<string> FilesOfJobs(string pattern) => JobFolders.SelectMany(
            folder => Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern, All) : []);

        /// <summary>Objects of the pool with a level of that name in their key.</summary>
        public IEnumerable<string> Published(string level) => Directory.Exists(Path.Combine(lake, "pool"))
            ? Directory.EnumerateFiles(Path.Combine(lake, "pool"), "*", All)
                .Where(path => path.Contains($"/{level}/", StringComparison.Ordinal))
            : [];

        private static string[] Folders(string folder)
        {
            try
            {
                return Directory.GetDirectories(folder);
            }
            catch (DirectoryNotFoundException)
            {
                // It went while it was looked at.
                return [];
            }
        }

        private static string? WorkingFolder(string process)
        {
            try
            {
                return File.ResolveLinkTarget(Path.Combine(process, "cwd"), returnFinalTarget: false)?.FullName;
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}
