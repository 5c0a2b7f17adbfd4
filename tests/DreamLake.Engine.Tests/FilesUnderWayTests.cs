using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Engine.Tests;

/// <summary>
/// How many files are under way at once: many where they are small, few where they are large, and never more parts on the wire for it.
/// </summary>
public sealed class FilesUnderWayTests
{
    private const int MiB = Scene.MiB;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sixty_four_small_files_wait_side_by_side_and_four_parts_are_on_the_wire()
    {
        await using var scene = await FakeScene.StartAsync();
        var signings = new Count();
        var puts = new Count();
        var allThere = new TaskCompletionSource();
        scene.Lake.Around = async (context, next) =>
        {
            // A call that is not gathered: each file makes its own.
            var count = context.Request.Method == "PUT" ? puts : context.Request.Path.Value!.EndsWith(
                "/parts", StringComparison.Ordinal) ? signings : null;
            if (count?.Enter() == 64 && count == signings) allThere.SetResult();
            if (count == signings) await allThere.Task.WaitAsync(Cancellation);
            await next();
            count?.Leave();
        };
        var files = Enumerable.Range(1, 96).Select(i => scene.File($"{i}.mp4", i));

        var results = await scene.UploadAllAsync(files.Select(file => Scene.Request(file)));

        Assert.All(results, result => Assert.Equal(UploadOutcome.Stored, result.Outcome));
        Assert.Equal(64, signings.Most);
        Assert.InRange(puts.Most, 1, 4);
    }

    [Theory]
    [InlineData(10 * MiB, 8)]
    [InlineData(100 * MiB, 8)]
    [InlineData(5 * MiB, 16)]
    [InlineData(64 * 1024, 64)]
    [InlineData(0, 64)]
    public async Task The_larger_they_are_the_fewer(long size, int most)
    {
        await using var scene = await Scene.StartAsync();
        var path = scene.File("a.mp4", 0);
        using (var file = File.OpenWrite(path)) file.SetLength(size);
        using var places = new FileSlots(most: null, new DreamLake.Disk.LocalDisk());
        var taken = 0;
        for (var i = 0; i < most; i++) taken = await places.EnterAsync(path, Cancellation);

        var next = places.EnterAsync(path, Cancellation);
        Assert.False(next.IsCompleted);
        places.Leave(taken);

        Assert.Equal(taken, await next);
    }

    [Theory]
    [InlineData(1000, 64)]
    [InlineData(150, 17)]
    [InlineData(60, 2)]
    [InlineData(40, 1)]
    [InlineData(0, 1)]
    public async Task The_fewer_files_may_be_open_the_fewer_are_under_way(int openFiles, int most)
    {
        await using var scene = await Scene.StartAsync();
        var (small, large) = (scene.File("a.mp4", 1), scene.File("b.mp4", 0));
        using (var file = File.OpenWrite(large)) file.SetLength(100 * MiB);
        using var places = new FileSlots(most: null, new DreamLake.Disk.LocalDisk(), openFiles);
        for (var i = 0; i < most; i++) Assert.Equal(1, await places.EnterAsync(small, Cancellation));

        // A large file takes more places where there are more, and never waits for places that there are not.
        var next = places.EnterAsync(large, Cancellation);
        Assert.False(next.IsCompleted);
        for (var i = 0; i < most; i++) places.Leave(1);

        Assert.Equal(Math.Min(most, 8), await next);
    }

    [Fact]
    public async Task What_a_person_sets_holds_whatever_their_size()
    {
        await using var scene = await Scene.StartAsync();
        var calls = new Count();
        scene.Lake.Around = async (_, next) =>
        {
            calls.Enter();
            await next();
            calls.Leave();
        };
        var files = Enumerable.Range(1, 8).Select(i => scene.File($"{i}.mp4", i));

        await scene.UploadAllAsync(files.Select(file => Scene.Request(file)), scene.Options with { FilesUnderWay = 1 });

        Assert.Equal(1, calls.Most);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no\0path")]
    [InlineData("/not/there.mp4")]
    public async Task What_is_no_file_is_an_error_of_its_own_and_the_rest_go_on(string path)
    {
        await using var scene = await Scene.StartAsync();

        var results = await scene.UploadAllAsync([Scene.Request(path), Scene.Request(scene.File("a.mp4", 1))]);

        Assert.Equal(UploadOutcome.Failed, results.Single(result => result.Request.Path == path).Outcome);
        Assert.Equal(UploadOutcome.Stored, results.Single(result => result.Request.Path != path).Outcome);
    }

    [Fact]
    public async Task Giving_up_takes_nothing()
    {
        await using var scene = await Scene.StartAsync();
        var large = scene.File("a.mp4", 0);
        using (var file = File.OpenWrite(large)) file.SetLength(100 * MiB);
        using var places = new FileSlots(most: null, new DreamLake.Disk.LocalDisk());
        for (var i = 0; i < 7; i++) await places.EnterAsync(large, Cancellation);
        for (var i = 0; i < 2; i++) await places.EnterAsync(scene.File("b.mp4", 1), Cancellation);
        using var gaveUp = new CancellationTokenSource();
        var waiting = places.EnterAsync(large, gaveUp.Token);

        await gaveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        for (var i = 0; i < 2; i++) await places.EnterAsync(scene.File("b.mp4", 1), Cancellation)
            .WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    /// <summary>How many are inside, and the most that ever were.</summary>
    private sealed class Count
    {
        private readonly Lock _gate = new();
        private int _now;

        public int Most { get; private set; }

        public int Enter()
        {
            lock (_gate)
            {
                Most = Math.Max(Most, ++_now);
                return _now;
            }
        }

        public void Leave()
        {
            lock (_gate) _now--;
        }
    }
}
