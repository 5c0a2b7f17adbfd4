using DreamLake.Engine.Resilience;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DreamLake.Engine.Tests.Resilience;

public sealed class PartWatchTests
{
    private readonly FakeTimeProvider _time = new();

    private PartWatch Watch() => new(new UploadOptions(), _time, CancellationToken.None);

    [Fact]
    public void A_part_that_takes_no_byte_for_30_s_is_ended()
    {
        using var watch = Watch();
        Advance(29);
        watch.Moved();
        Advance(29);
        Assert.Null(watch.Reason);
        Advance(1);
        Assert.Equal("no byte was taken for 30 s", watch.Reason);
        Assert.True(watch.Token.IsCancellationRequested);
    }

    [Fact]
    public void After_the_last_byte_the_answer_has_a_time_of_its_own()
    {
        using var watch = Watch();
        Advance(20);
        watch.AllSent();
        Advance(59);
        Assert.Null(watch.Reason);
        Advance(1);
        Assert.Equal("S3 did not answer within 60 s of the last byte", watch.Reason);
    }

    [Fact]
    public void A_part_that_crawls_has_300_s_in_all()
    {
        using var watch = Watch();
        for (var second = 0; second < 299; second++)
        {
            Advance(1);
            watch.Moved();
        }

        Assert.Null(watch.Reason);
        Advance(1);
        Assert.Equal("it took longer than 300 s", watch.Reason);
    }

    [Fact]
    public void Time_that_our_own_rate_limit_holds_it_back_counts_for_nothing()
    {
        using var watch = Watch();
        watch.Hold();
        Advance(10_000);
        watch.Release();
        Advance(29);
        Assert.Null(watch.Reason);
        Assert.Equal(TimeSpan.FromSeconds(29), watch.Elapsed);
        Advance(1);
        Assert.NotNull(watch.Reason);
    }

    [Fact]
    public void A_machine_that_slept_ends_the_try_as_it_wakes()
    {
        using var watch = Watch();
        _time.Advance(TimeSpan.FromHours(8));
        Assert.NotNull(watch.Reason);
    }

    private void Advance(int seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));
}
