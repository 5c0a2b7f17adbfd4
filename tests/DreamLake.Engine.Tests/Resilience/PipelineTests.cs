using DreamLake.Engine.Resilience;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DreamLake.Engine.Tests.Resilience;

/// <summary>How long is waited, how often is tried, and what ends it: on a clock that the test turns.</summary>
public sealed class PipelineTests
{
    private static readonly ResponseClass Again = new(RetryDecision.Retry, UploadError.PartFailed, "");
    private readonly FakeTimeProvider _time = new() { AutoAdvanceAmount = TimeSpan.Zero };
    private readonly List<TimeSpan> _sentAt = [];

    [Fact]
    public async Task Waits_grow_with_jitter_to_their_bound_and_end_with_the_tries()
    {
        var options = new UploadOptions { MaxRetryDelay = TimeSpan.FromSeconds(4) };
        await RunAsync(options, pipelines => pipelines.Part, _ => new LakeException(Again, "x"));
        Assert.Equal(8, _sentAt.Count);
        var waits = _sentAt.Zip(_sentAt.Skip(1), (a, b) => b - a).ToArray();
        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(4.1)));
        Assert.True(waits[^1] > waits[0]);
    }

    [Fact]
    public async Task A_control_call_is_sent_five_times()
    {
        await RunAsync(new UploadOptions(), pipelines => pipelines.Control, _ => new LakeException(Again, "x"));
        Assert.Equal(5, _sentAt.Count);
    }

    [Fact]
    public async Task What_the_service_asks_for_comes_before_our_own_wait()
    {
        await RunAsync(new UploadOptions(), pipelines =>
            pipelines.Control, sent => sent == 1 ? new LakeException(Again, "x") { RetryAfter = TimeSpan.FromSeconds(90) } : null);
        Assert.Equal(90, (_sentAt[1] - _sentAt[0]).TotalSeconds, 0.2);
    }

    [Fact]
    public async Task Without_a_byte_of_progress_patience_ends_before_the_tries()
    {
        var options = new UploadOptions { PartTries = 100 };
        await RunAsync(options, pipelines => pipelines.Part, _ => new LakeException(Again, "x") { RetryAfter = TimeSpan.FromMinutes(3) });
        Assert.Equal(4, _sentAt.Count);
    }

    [Fact]
    public async Task Progress_renews_patience_and_only_what_no_try_has_reached_is_progress()
    {
        var options = new UploadOptions { PartTries = 10 };
        await RunAsync(options, pipelines => pipelines.Part, _ => new LakeException(Again, "x") { RetryAfter = TimeSpan.FromMinutes(4) },
            (budget, sent) => budget.Reached(Math.Min(sent, 5) * 100));
        // Progress up to the fifth try; 4 + 4 minutes later patience is left for no third wait.
        Assert.Equal(7, _sentAt.Count);
    }

    [Fact]
    public async Task A_nap_of_the_machine_does_not_use_up_the_patience()
    {
        await RunAsync(new UploadOptions(), pipelines => pipelines.Part, sent =>
        {
            if (sent > 1) return null;
            _time.Advance(TimeSpan.FromHours(8));
            return new LakeException(Again, "x");
        });
        Assert.Equal(2, _sentAt.Count);
    }

    [Theory]
    [InlineData(RetryDecision.StopFile, 1)]
    [InlineData(RetryDecision.StopRun, 1)]
    [InlineData(RetryDecision.StartOver, 1)]
    [InlineData(RetryDecision.SendMissing, 1)]
    [InlineData(RetryDecision.RetryOnce, 2)]
    [InlineData(RetryDecision.SignAgain, 2)]
    internal async Task Other_decisions_are_sent(RetryDecision decision, int times)
    {
        await RunAsync(new UploadOptions(), pipelines =>
            pipelines.Part, _ => new LakeException(Again with { RetryDecision = decision }, "x"));
        Assert.Equal(times, _sentAt.Count);
    }

    [Fact]
    public async Task A_URL_is_signed_again_at_once_and_anew_after_other_faults()
    {
        var faults = new Queue<RetryDecision>([RetryDecision.SignAgain, RetryDecision.Retry, RetryDecision.SignAgain]);
        await RunAsync(new UploadOptions(), pipelines => pipelines.Part,
            _ => faults.TryDequeue(out var decision) ? new LakeException(Again with { RetryDecision = decision }, "x") : null);
        Assert.Equal(4, _sentAt.Count);
        Assert.Equal(_sentAt[0], _sentAt[1]);
    }

    private async Task RunAsync(UploadOptions options, Func<Pipelines, Pipelines.CallPipeline> which, Func<int, Exception?> fault,
        Action<TryBudget, int>? onTry = null)
    {
        var pipeline = which(new Pipelines(options, _time));
        var budget = pipeline.NewBudget();
        var start = _time.GetUtcNow();
        var call = pipeline.RunAsync(budget, _ =>
        {
            _sentAt.Add(_time.GetUtcNow() - start);
            onTry?.Invoke(budget, budget.Sent);
            return fault(_sentAt.Count) is { } thrown ? Task.FromException<int>(thrown) : Task.FromResult(0);
        }, TestContext.Current.CancellationToken);
        while (!call.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        await call.ContinueWith(_ => { }, TaskScheduler.Default);
    }
}
