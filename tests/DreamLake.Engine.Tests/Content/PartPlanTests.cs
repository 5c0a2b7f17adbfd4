using DreamLake.Engine.Content;
using Xunit;

namespace DreamLake.Engine.Tests.Content;

public sealed class PartPlanTests
{
    private const long MiB = 1024 * 1024;

    [Theory]
    [InlineData(0, 10 * MiB, 1)]
    [InlineData(1, 10 * MiB, 1)]
    [InlineData(10 * MiB, 10 * MiB, 1)]
    [InlineData((10 * MiB) + 1, 10 * MiB, 2)]
    [InlineData(10_000 * 10 * MiB, 10 * MiB, 10_000)]
    [InlineData((10_000 * 10 * MiB) + 1, 11 * MiB, 9_091)]
    [InlineData(5 * 1024 * 1024 * MiB, 525 * MiB, 9_987)]
    public void Parts_are_10_MiB_and_larger_only_where_10000_would_not_hold_the_file(long size, long partSize, int count)
    {
        var plan = PartPlan.For(size);
        Assert.Equal((partSize, count), (plan.PartSize, plan.Count));
        Assert.Equal(size, Enumerable.Range(1, count).Sum(plan.SizeOf));
    }

    [Fact]
    public void A_file_beyond_S3_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PartPlan.For((10_000L * 5 * 1024 * MiB) + 1));

    [Fact]
    public async Task A_sparse_file_of_more_than_10000_parts_is_planned_right()
    {
        var path = Path.GetTempFileName();
        try
        {
            await using (var file = File.OpenWrite(path)) file.SetLength(100_000 * MiB + 1);
            var plan = PartPlan.For(FileIdentity.Of(path).Size);
            Assert.Equal((11 * MiB, 9_091), (plan.PartSize, plan.Count));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
