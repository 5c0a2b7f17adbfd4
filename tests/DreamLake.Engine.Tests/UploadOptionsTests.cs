using DreamLake.Engine.Content;
using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Engine.Tests;

/// <summary>A value that no upload could run with is refused where it is set, and its range is said.</summary>
public sealed class UploadOptionsTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(9);
    private static readonly TimeSpan Negative = TimeSpan.FromTicks(-1);
    private static readonly TimeSpan Long = TimeSpan.FromDays(1) + TimeSpan.FromTicks(1);

    public static TheoryData<string, Func<UploadOptions, UploadOptions>> Refused => new()
    {
        { "PartWorkers is from 1 to 1,024.", options => options with { PartWorkers = 0 } },
        { "PartWorkers is from 1 to 1,024.", options => options with { PartWorkers = 1025 } },
        { "FilesUnderWay is from 1 to 1,024.", options => options with { FilesUnderWay = 0 } },
        { "FilesUnderWay is from 1 to 1,024.", options => options with { FilesUnderWay = 1025 } },
        { "MaxRate is from 1 to 9,223,372,036,854,775,807.", options => options with { MaxRate = 0 } },
        { "PartTries is from 1 to 1,000.", options => options with { PartTries = 0 } },
        { "PartTries is from 1 to 1,000.", options => options with { PartTries = 1001 } },
        { "ControlTries is from 1 to 1,000.", options => options with { ControlTries = -1 } },
        { "ControlTries is from 1 to 1,000.", options => options with { ControlTries = 1001 } },
        { "PartTimeout is from 10 ms to 1 day.", options => options with { PartTimeout = TimeSpan.Zero } },
        { "PartTimeout is from 10 ms to 1 day.", options => options with { PartTimeout = Long } },
        { "StallTimeout is from 10 ms to 1 day.", options => options with { StallTimeout = Short } },
        { "StallTimeout is from 10 ms to 1 day.", options => options with { StallTimeout = Long } },
        { "AnswerTimeout is from 10 ms to 1 day.", options => options with { AnswerTimeout = Timeout.InfiniteTimeSpan } },
        { "AnswerTimeout is from 10 ms to 1 day.", options => options with { AnswerTimeout = Long } },
        { "ControlTimeout is from 10 ms to 1 day.", options => options with { ControlTimeout = Short } },
        { "ControlTimeout is from 10 ms to 1 day.", options => options with { ControlTimeout = Long } },
        { "CompleteTimeout is from 10 ms to 1 day.", options => options with { CompleteTimeout = Short } },
        { "CompleteTimeout is from 10 ms to 1 day.", options => options with { CompleteTimeout = Long } },
        { "RetryDelay is from 0 to 1 day.", options => options with { RetryDelay = Negative } },
        { "RetryDelay is from 0 to 1 day.", options => options with { RetryDelay = Long } },
        { "MaxRetryDelay is from 0 to 1 day.", options => options with { MaxRetryDelay = Negative } },
        { "MaxRetryDelay is from 0 to 1 day.", options => options with { MaxRetryDelay = Long } },
        { "Patience is from 0 to 30 days.", options => options with { Patience = Negative } },
        { "Patience is from 0 to 30 days.", options => options with { Patience = TimeSpan.FromDays(31) } },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Out_of_range(string words, Func<UploadOptions, UploadOptions> set)
    {
        var fault = Assert.Throws<ArgumentOutOfRangeException>(() => set(new UploadOptions()));
        Assert.StartsWith(words, fault.Message, StringComparison.Ordinal);
        Assert.StartsWith(fault.ParamName!, words, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_number_and_every_time_has_a_range()
    {
        var ranged = Refused.Select(row => row.Data.Item1.Split(' ')[0]).ToHashSet();
        var open = typeof(UploadOptions).GetProperties()
            .Where(property => (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) is var type
                && (type == typeof(TimeSpan) || type == typeof(int) || type == typeof(long)))
            .Select(property => property.Name).Except(ranged);
        Assert.Empty(open);
    }

    [Fact]
    public void The_ends_of_a_range_are_in_it()
    {
        var day = TimeSpan.FromDays(1);
        var least = new UploadOptions { PartWorkers = 1, FilesUnderWay = 1, MaxRate = 1, PartTries = 1, ControlTries = 1,
            Patience = TimeSpan.Zero, RetryDelay = TimeSpan.Zero, MaxRetryDelay = TimeSpan.Zero };
        var most = new UploadOptions { PartWorkers = 1024, FilesUnderWay = 1024, MaxRate = long.MaxValue, ControlTimeout = day,
            PartTimeout = day, CompleteTimeout = day, RetryDelay = day, MaxRetryDelay = day };
        new Engine.Resilience.Pipelines(least, TimeProvider.System).Build();
        new Engine.Resilience.Pipelines(most, TimeProvider.System).Build();
        new Engine.Resilience.Pipelines(new UploadOptions { ControlTimeout = TimeSpan.FromMilliseconds(10) }, TimeProvider.System).Build();
        Assert.Throws<ArgumentException>(() => new UploadOptions { StateFolder = " " });
    }

    [Theory]
    [InlineData(3, 1, 2)]
    [InlineData(2, 1)]
    [InlineData(1)]
    [InlineData(2, 1, 3)]
    [InlineData(2, 1, 2, 3)]
    [InlineData(2, 1, 1)]
    public void An_upload_is_completed_with_all_of_its_parts_and_no_others(int count, params int[] done)
    {
        var plan = PartPlan.For((count - 1) * PartPlan.DefaultPartSize + 1);
        Assert.Throws<InvalidOperationException>(() => EveryPart.Of(plan, [.. done.Select(number => new PartDone(number, "e"))]));
        Assert.Equal(count, EveryPart.Of(plan, [.. Enumerable.Range(1, count).Select(number => new PartDone(number, "e"))]).Parts.Count);
    }
}
