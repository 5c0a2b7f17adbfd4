using System.Net;
using DreamLake.Bss.Tests.Hosts;
using Xunit;

namespace DreamLake.Bss.Tests;

/// <summary><c>/readyz</c> of BSS with the Lambda: which of its tables, its bucket and its work folder is not reached.</summary>
public sealed class ReadinessTests(Lake lake)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_all_reached_it_is_ready_for_whoever_asks()
    {
        using var none = lake.Bss.Client(null);
        Assert.Equal("ready", (await none.ReadAsync("/readyz")).GetProperty("status").GetString());
        Assert.Equal("alive", (await none.ReadAsync("/healthz")).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData(403, "InvalidAccessKeyId"), InlineData(404, "NoSuchBucket"), InlineData(503, "SlowDown")]
    public async Task A_bucket_that_is_not_reached_is_named_and_nothing_else(int status, string code)
    {
        await using var s3 = await StubS3.RefusingAsync(status, code);
        await using var bss = await BssHost.StartAsync(s3.Address);
        using var none = bss.Client(null);
        var problem = await (await none.GetAsync("/readyz", Cancellation)).ReadAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Equal(["bucket"], problem.GetProperty("notReached").EnumerateArray().Select(name => name.GetString()));
        Assert.DoesNotContain(BssHost.AccessKey, problem.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(BssHost.Bucket + "/", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_that_are_gone_and_a_work_folder_that_is_gone_are_named()
    {
        await using var bss = await BssHost.StartAsync(lake.PoolAddress);
        using var none = bss.Client(null);
        await none.ReadAsync("/readyz");
        await bss.LoseAsync();
        var missing = Array.Empty<string?>();
        // What was found stands for a second.
        while (missing.Length == 0)
        {
            using var answer = await none.GetAsync("/readyz", Cancellation);
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable) continue;
            var problem = await answer.ReadAsync(HttpStatusCode.ServiceUnavailable);
            missing = [.. problem.GetProperty("notReached").EnumerateArray().Select(name => name.GetString())];
            Assert.DoesNotContain("Data Source", problem.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(["database of BSS", "database of audit of BSS", "database of limits", "database of the Lambda", "work folder"], missing.Order());
    }
}
