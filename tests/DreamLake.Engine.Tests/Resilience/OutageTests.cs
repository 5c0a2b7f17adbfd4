using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Engine.Tests.Resilience;

/// <summary>
/// A lake, or its S3, that answers and then cannot be reached for a while: a restart, a VPN that reconnects, DNS that is away.
/// </summary>
public sealed class OutageTests
{
    // So long that what is left of it is an hour still when all waits of a test are over, which the clock never lets pass.
    private static readonly TimeSpan Never = TimeSpan.FromHours(3);
    private readonly TurnedClock _clock = new();

    [Theory]
    [InlineData("/multipart/parts", HttpRequestError.NameResolutionError)]
    [InlineData("/complete", HttpRequestError.ConnectionError)]
    [InlineData("/assets/video", HttpRequestError.ConnectionError)]
    [InlineData("/lambda", HttpRequestError.ConnectionError)]
    public async Task A_lake_that_answered_before_is_waited_for_beyond_the_tries_of_a_call(string path, HttpRequestError error)
    {
        await using var scene = await Scene.StartAsync();
        // Of two files at most one meets no more of them than a call is tried.
        var outage = new Outage(path, error, calls: 12);

        var results = await UploadAsync(scene, outage, files: 2);

        Assert.All(results, result => Assert.Equal(UploadOutcome.Stored, result.Outcome));
        Assert.Equal(0, outage.Left);
    }

    [Fact]
    public async Task S3_that_answered_before_is_waited_for_beyond_the_tries_of_a_part()
    {
        await using var scene = await Scene.StartAsync();
        var outage = new Outage("/s3/", HttpRequestError.ConnectionError, calls: 12, after: 1);

        var result = Assert.Single(await UploadAsync(scene, outage, files: 1));

        Assert.True(result.Error is null, $"{result.Error}");
        Assert.Equal(0, outage.Left);
    }

    [Fact]
    public async Task One_that_stays_away_is_given_up_when_the_patience_is_over()
    {
        await using var scene = await Scene.StartAsync();

        var results = await UploadAsync(scene, new Outage("/complete", HttpRequestError.ConnectionError, calls: int.MaxValue), files: 1);

        Assert.Equal((UploadOutcome.Paused, UploadError.LakeUnreachable), (results[0].Outcome, results[0].Error!.Error));
        Assert.InRange(_clock.Elapsed, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(12));
    }

    [Fact]
    public async Task One_that_never_answered_is_given_up_after_the_tries_of_a_call()
    {
        await using var scene = await Scene.StartAsync();
        var outage = new Outage("/", HttpRequestError.ConnectionError, calls: int.MaxValue);

        var results = await UploadAsync(scene, outage, files: 1);

        Assert.Equal(UploadError.LakeUnreachable, results[0].Error!.Error);
        Assert.Equal(5, int.MaxValue - outage.Left);
    }

    private async Task<List<UploadResult>> UploadAsync(Scene scene, Outage outage, int files)
    {
        var options = new UploadOptions
        {
            StateFolder = scene.States,
            PrimaryHandler = () => new Line(outage),
            PartTimeout = Never,
            StallTimeout = Never,
            AnswerTimeout = Never,
            ControlTimeout = Never,
            CompleteTimeout = Never,
            Jitter = () => 0.5,
        };
        using var uploader = new LakeUploader(scene.Connection, options, _clock);
        // The second file is in other words than the first, and larger than one part.
        var requests = Enumerable.Range(0, files).Select(i => Scene.Request(scene.File($"run0{i}.mp4", (10 * Scene.MiB) + 1 + i)));
        return await uploader.UploadAsync(requests.ToAsyncEnumerable(), TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Nobody takes a connection for some calls to a path.</summary>
    private sealed class Outage(string path, HttpRequestError error, int calls, int after = 0)
    {
        private int _left = calls;
        private int _before = after;

        public int Left => Volatile.Read(ref _left);

        public void Meet(HttpRequestMessage request)
        {
            if (!request.RequestUri!.AbsolutePath.Contains(path, StringComparison.Ordinal)) return;
            if (Interlocked.Decrement(ref _before) >= 0 || Volatile.Read(ref _left) <= 0) return;
            Interlocked.Decrement(ref _left);
            throw new HttpRequestException(error, "Nobody listens there.");
        }
    }

    private sealed class Line(Outage outage) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            outage.Meet(request);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
