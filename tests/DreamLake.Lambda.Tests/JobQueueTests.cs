using DreamLake.Lambda.Jobs;
using DreamLake.Protocol;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace DreamLake.Lambda.Tests;

/// <summary>Dispatching and asking; ffmpeg is never found here.</summary>
public sealed class JobQueueTests : LambdaTest
{
    private LambdaOptions WithoutTools => Options with { ToolFolder = Folder };

    [Fact]
    public async Task Dispatched_twice_is_dispatched_once()
    {
        var host = await StartAsync(WithoutTools);
        Assert.True(await QueueOf(host).DispatchAsync(Job("a", "1"), Cancel));
        Assert.False(await QueueOf(host).DispatchAsync(Job("a", "1"), Cancel));
        Assert.False(await QueueOf(host).DispatchAsync(Job("a", "2"), Cancel));
    }

    [Fact]
    public async Task Dispatched_many_times_at_once_is_dispatched_once()
    {
        var host = await StartAsync(WithoutTools);
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => QueueOf(host).DispatchAsync(Job("a", $"{i % 4}"), Cancel)));
        Assert.Single(answers, dispatched => dispatched);
    }

    [Fact]
    public async Task A_failed_job_is_dispatched_again_by_a_fresh_address_only()
    {
        var host = await StartAsync(WithoutTools);
        await QueueOf(host).DispatchAsync(Job("a", "1"), Cancel);
        await QueueOf(host).DispatchAsync(Job("a", "2"), Cancel);
        await SetAsync(JobState.Failed, "It holds no sound.");

        Assert.False(await QueueOf(host).DispatchAsync(Job("a", "1"), Cancel));
        Assert.False(await QueueOf(host).DispatchAsync(Job("a", "2"), Cancel));
        Assert.Equal(new JobReport("a", AssetStatus.Failed, "It holds no sound.", null), await ReportAsync(host, "a"));
        Assert.True(await QueueOf(host).DispatchAsync(Job("a", "3"), Cancel));
        Assert.Equal(AssetStatus.Processing, (await ReportAsync(host, "a")).Status);

        async Task SetAsync(JobState state, string reason)
        {
            await using var db = await TablesOf(host);
            await db.Jobs.ExecuteUpdateAsync(set =>
                set.SetProperty(job => job.State, state).SetProperty(job => job.Reason, reason), Cancel);
        }
    }

    [Fact]
    public async Task A_job_that_is_done_is_never_dispatched_again()
    {
        var host = await StartAsync(WithoutTools);
        await QueueOf(host).DispatchAsync(Job("a", "1") with { Type = AssetType.LabelTrack }, Cancel);
        Assert.False(await QueueOf(host).DispatchAsync(Job("a", "2") with { Type = AssetType.LabelTrack }, Cancel));
    }

    [Fact]
    public async Task Labels_and_text_tracks_are_ready_without_ffmpeg()
    {
        var host = await StartAsync(WithoutTools);
        await QueueOf(host).DispatchAsync(Job("labels", "1") with { Type = AssetType.LabelTrack }, Cancel);
        await QueueOf(host).DispatchAsync(Job("text", "1") with { Type = AssetType.TextTrack }, Cancel);
        Assert.Equal(
            [new JobReport("labels", AssetStatus.Ready, null, null), new JobReport("text", AssetStatus.Ready, null, null)],
            (await QueueOf(host).FindAsync(["labels", "text"], Cancel)).OrderBy(report => report.MediaId));
    }

    [Fact]
    public async Task What_was_never_dispatched_is_left_out()
    {
        var host = await StartAsync(WithoutTools);
        await QueueOf(host).DispatchAsync(Job("a", "1"), Cancel);
        Assert.Equal("a", Assert.Single(await QueueOf(host).FindAsync(["a", "b", "c"], Cancel)).MediaId);
        Assert.Empty(await QueueOf(host).FindAsync([], Cancel));
    }

    [Fact]
    public async Task Two_services_start_on_one_database_at_once_and_share_it_with_other_tables()
    {
        var hosts = await Task.WhenAll(StartAsync(WithoutTools), StartAsync(WithoutTools));
        await QueueOf(hosts[0]).DispatchAsync(Job("a", "1"), Cancel);
        Assert.Equal(AssetStatus.Processing, (await ReportAsync(hosts[1], "a")).Status);

        await using var db = await TablesOf(hosts[0]);
        await db.Database.ExecuteSqlRawAsync("CREATE TABLE media (id TEXT)", Cancel);
        var later = await StartAsync(WithoutTools);
        Assert.False(await QueueOf(later).DispatchAsync(Job("a", "2"), Cancel));
    }

    [Fact]
    public void Options_show_no_connection_string() =>
        Assert.DoesNotContain("secret", (Options with { Database = "Host=db;Password=secret" }).ToString(), StringComparison.Ordinal);

    private static SplitJob Job(string mediaId, string dispatchId) =>
        new(mediaId, AssetType.Video, "alice", "robotics", "alice/robotics/staging/0123456789abcdef", dispatchId);
}
