using DreamLake.Bss.S3;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DreamLake.Bss.Tests;

public sealed class S3DeadlineTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task An_S3_that_is_silent_is_given_up_while_the_client_still_waits()
    {
        var call = new S3Deadline(_time).RunAsync(SilentAsync, TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(24));
        Assert.False(call.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));
        var timeout = await Assert.ThrowsAsync<TimeoutException>(() => call);
        Assert.Equal(503, S3Fault.Of(timeout)?.Status);
    }

    [Fact]
    public async Task A_client_that_leaves_is_no_fault_of_S3s()
    {
        using var client = new CancellationTokenSource();
        var call = new S3Deadline(_time).RunAsync(SilentAsync, client.Token);
        await client.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    private static async Task<int> SilentAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return 0;
    }
}
