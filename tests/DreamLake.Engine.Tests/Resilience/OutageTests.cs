using System.Net;
using System.Net.Http.Headers;
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
    [InlineData("/lambda/split", HttpRequestError.ConnectionError)]
    public async Task A_lake_that_answered_before_is_waited_for_beyond_the_tries_of_a_call(string path, HttpRequestError error)
    {
        await using var scene = await FakeScene.StartAsync();
        // Of two files at most one meets no more of them than a call is tried.
        var outage = new Outage(path, error, calls: 12);

        var results = await UploadAsync(scene, outage, files: 2);

        Assert.All(results, result => Assert.Equal(UploadOutcome.Stored, result.Outcome));
        Assert.Equal(0, outage.Left);
    }

    [Theory]
    [InlineData("/multipart/parts", 502, "text/html", "<html><body>Bad Gateway</body></html>")]
    [InlineData("/complete", 503, "text/plain", "no healthy upstream")]
    [InlineData("/assets/video", 504, "application/json", "{\"message\":\"Endpoint request timed out\"}")]
    [InlineData("/lambda/split", 502, "text/plain", "")]
    [InlineData("/s3/", 502, "text/html", "<html><body>Bad Gateway</body></html>")]
    public async Task A_gateway_in_the_place_of_one_that_answered_before_is_waited_out(string path, int status, string type, string body)
    {
        await using var scene = await FakeScene.StartAsync();
        var outage = new Outage(path, _ => Answer(status, type, body), calls: 12, after: path == "/s3/" ? 1 : 0);

        var results = await UploadAsync(scene, outage, files: path == "/s3/" ? 1 : 2);

        Assert.All(results, result => Assert.True(result.Error is null, $"{result.Error}"));
        Assert.Equal(0, outage.Left);
    }

    [Fact]
    public async Task A_service_that_says_when_to_ask_again_is_waited_for_beyond_the_tries_of_a_call()
    {
        await using var scene = await FakeScene.StartAsync();
        var outage = new Outage("/complete", _ =>
        {
            var answer = Answer(503, "application/problem+json", "{\"title\":\"busy\",\"detail\":\"the lake compares\"}");
            answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(5));
            return answer;
        }, calls: 12);

        Assert.Equal(UploadOutcome.Stored, Assert.Single(await UploadAsync(scene, outage, files: 1)).Outcome);
        Assert.InRange(_clock.Elapsed, TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task A_gateway_that_stays_is_given_up_when_the_patience_is_over_and_ends_the_run()
    {
        await using var scene = await FakeScene.StartAsync();
        var outage = new Outage("/complete", _ => Answer(502, "text/html", "<html/>"), calls: int.MaxValue);

        var result = Assert.Single(await UploadAsync(scene, outage, files: 1));

        Assert.Equal((UploadOutcome.Paused, UploadError.LakeUnreachable), (result.Outcome, result.Error!.Error));
        Assert.Contains("a gateway answers in its place", result.Error.Message, StringComparison.Ordinal);
        Assert.InRange(_clock.Elapsed, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(12));
    }

    [Fact]
    public async Task S3_that_answered_before_is_waited_for_beyond_the_tries_of_a_part()
    {
        await using var scene = await FakeScene.StartAsync();
        var outage = new Outage("/s3/", HttpRequestError.ConnectionError, calls: 12, after: 1);

        var result = Assert.Single(await UploadAsync(scene, outage, files: 1));

        Assert.True(result.Error is null, $"{result.Error}");
        Assert.Equal(0, outage.Left);
    }

    [Fact]
    public async Task One_that_stays_away_is_given_up_when_the_patience_is_over()
    {
        await using var scene = await FakeScene.StartAsync();

        var results = await UploadAsync(scene, new Outage("/complete", HttpRequestError.ConnectionError, calls: int.MaxValue), files: 1);

        Assert.Equal((UploadOutcome.Paused, UploadError.LakeUnreachable), (results[0].Outcome, results[0].Error!.Error));
        Assert.InRange(_clock.Elapsed, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(12));
    }

    [Fact]
    public async Task One_that_never_answered_is_given_up_after_the_tries_of_a_call()
    {
        await using var scene = await FakeScene.StartAsync();
        var outage = new Outage("/", HttpRequestError.ConnectionError, calls: int.MaxValue);

        var results = await UploadAsync(scene, outage, files: 1);

        Assert.Equal(UploadError.LakeUnreachable, results[0].Error!.Error);
        // Two for what it has already, without which the file would be sent, and the five of the first call.
        Assert.Equal(2 + 5, int.MaxValue - outage.Left);
    }

    private async Task<List<UploadResult>> UploadAsync(FakeScene scene, Outage outage, int files)
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

    private static HttpResponseMessage Answer(int status, string type, string body) =>
        new((HttpStatusCode)status) { Content = new StringContent(body, MediaTypeHeaderValue.Parse(type)) };

    /// <summary>Some calls to a path do not come to whoever they are for.</summary>
    private sealed class Outage(string path, Func<HttpRequestMessage, HttpResponseMessage> meet, int calls, int after = 0)
    {
        public Outage(string path, HttpRequestError error, int calls, int after = 0)
            : this(path, _ => throw new HttpRequestException(error, "Nobody listens there."), calls, after)
        {
        }

        private int _left = calls;
        private int _before = after;

        public int Left => Volatile.Read(ref _left);

        /// <summary>What comes in place of the answer; null where the call goes through.</summary>
        public HttpResponseMessage? Meet(HttpRequestMessage request)
        {
            if (!request.RequestUri!.AbsolutePath.Contains(path, StringComparison.Ordinal)) return null;
            if (Interlocked.Decrement(ref _before) >= 0 || Volatile.Read(ref _left) <= 0) return null;
            Interlocked.Decrement(ref _left);
            var answer = meet(request);
            answer.RequestMessage = request;
            return answer;
        }
    }

    private sealed class Line(Outage outage) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            outage.Meet(request) is { } answer ? Task.FromResult(answer) : base.SendAsync(request, cancellationToken);
    }
}
