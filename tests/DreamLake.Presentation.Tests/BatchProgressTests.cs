using DreamLake.Engine;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DreamLake.Presentation.Tests;

public sealed class BatchProgressTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dreamlake-batch-").FullName;
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Speed_is_that_of_the_last_five_seconds()
    {
        var batch = new BatchProgress(_time);
        Assert.Equal(0, batch.Sample(Sent(0)).Speed);
        for (var second = 1; second <= 10; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            // 100 bytes a second for five seconds, then 1,000.
            Assert.InRange(batch.Sample(Sent(second <= 5 ? 100 * second : 500 + (1000 * (second - 5)))).Speed, 99, 1001);
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1000, batch.Sample(Sent(6500)).Speed, 1.0);
    }

    [Fact]
    public void A_file_that_was_freed_counts_with_the_size_that_it_had()
    {
        var batch = new BatchProgress(_time);
        var path = File("freed", 600);
        batch.Expect(path);
        System.IO.File.Delete(path);
        batch.Ended(path, new FreeResult { Path = path, Outcome = FreeOutcome.Freed, Size = 600 });
        Assert.Equal((600L, 600L), (batch.Sample(Sent(0)).Bytes, batch.Sample(Sent(0)).BytesStored));
    }

    [Fact]
    public void Percent_and_time_left_come_of_all_files_and_100_only_of_all_that_have_ended()
    {
        var batch = new BatchProgress(_time);
        batch.Expect(File("a", 600));
        batch.Expect(File("b", 400));
        batch.Expect(Path.Combine(_folder, "gone"));
        Assert.Equal(
            (3, 0, 1000L, 0),
            (batch.Sample(Sent(0)).Files, batch.Sample(Sent(0)).FilesEnded, batch.Sample(Sent(0)).Bytes, batch.Sample(Sent(0)).Percent));
        batch.Ended(Path.Combine(_folder, "a"));
        _time.Advance(TimeSpan.FromSeconds(2));
        var status = batch.Sample(new UploadSnapshot([new FileSnapshot("b", UploadStepName.PutParts, 400, 400, 200, 2, 1)], 1, 800));
        Assert.Equal((1, 800L, 80, TimeSpan.FromSeconds(0.5)), (status.FilesEnded, status.BytesStored, status.Percent, status.TimeLeft));
        batch.Ended(Path.Combine(_folder, "b"));
        Assert.Equal(99, batch.Sample(Sent(1000)).Percent);
        batch.Ended(Path.Combine(_folder, "gone"));
        Assert.Equal(100, batch.Sample(Sent(1000)).Percent);
    }

    [Fact]
    public void The_same_file_twice_counts_twice()
    {
        var batch = new BatchProgress(_time);
        var path = File("a", 10);
        batch.Expect(path);
        batch.Expect(path);
        batch.Ended(path);
        batch.Ended(path);
        Assert.Equal((20L, 20L, 100), (batch.Sample(Sent(0)).Bytes, batch.Sample(Sent(0)).BytesStored, batch.Sample(Sent(0)).Percent));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string File(string name, int size)
    {
        var path = Path.Combine(_folder, name);
        System.IO.File.WriteAllBytes(path, new byte[size]);
        return path;
    }

    private static UploadSnapshot Sent(long bytes) => new([], 0, bytes);
}
