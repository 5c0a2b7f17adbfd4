using System.Collections.Concurrent;
using DreamLake.Engine.Resilience;
using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Engine.Tests;

/// <summary>What somebody finds who references the engine in a program of their own.</summary>
public sealed class LibraryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_calls_through_the_handler_that_it_is_given()
    {
        await using var scene = await FakeScene.StartAsync();
        scene.Lake.Names = new LakeNames();
        var seen = new ConcurrentQueue<Uri>();
        var options = scene.Options with { PrimaryHandler = () => new Watching(seen) };

        Assert.Equal(UploadOutcome.Stored, (await scene.UploadAsync(scene.File("a.mp4", 1), options)).Outcome);

        Assert.Equal(scene.Lake.Requests.Select(request => request.Path), seen.Select(address => address.AbsolutePath));
    }

    [Fact]
    public async Task The_token_is_asked_for_anew_before_each_call()
    {
        await using var scene = await FakeScene.StartAsync();
        scene.Lake.Names = new LakeNames();
        var asked = 0;
        var lake = scene.Connection with
        {
            Token = null,
            TokenProvider = _ =>
            {
                Interlocked.Increment(ref asked);
                return ValueTask.FromResult<string?>(FakeLake.Token);
            },
        };

        Assert.Equal(UploadOutcome.Stored, (await UploadAsync(lake, scene)).Outcome);

        Assert.Equal(scene.Lake.Requests.Count(request => request.Authorization.Length > 0), asked);
        Assert.Equal(6, asked);
    }

    [Fact]
    public async Task Where_no_token_is_to_be_had_the_run_pauses_and_nothing_is_sent()
    {
        await using var scene = await FakeScene.StartAsync();
        var failing = scene.Connection with { TokenProvider = _ => throw new InvalidOperationException("the vault says secret-42") };
        var torn = scene.Connection with { TokenProvider = _ => ValueTask.FromResult<string?>("torn\r\nsecret-43") };

        foreach (var lake in new[] { failing, torn })
        {
            var result = await UploadAsync(lake, scene);
            Assert.Equal((UploadOutcome.Paused, UploadError.TokenRefused), (result.Outcome, result.Error!.Error));
            Assert.DoesNotContain("secret-42", result.Error.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("secret-43", result.Error.ToString(), StringComparison.Ordinal);
        }

        Assert.Empty(scene.Lake.Requests);
    }

    [Fact]
    public void A_connection_may_name_the_namespace_itself()
    {
        var lake = new LakeConnection(new Uri("http://lake"), new Uri("http://lake"), FakeLake.Token);
        Assert.Equal("alice", lake.Namespace);
        Assert.Equal("bob", (lake with { Token = null, Namespace = "bob" }).Namespace);
    }

    [Fact]
    public void It_speaks_of_no_face()
    {
        var meanings = new[] { 302, 400, 401, 403, 404, 409, 413, 422, 429, 500, 501, 507, 511 }.SelectMany(status => new[]
        {
            ResponseClassifier.OfService(status, ""), ResponseClassifier.OfS3(null, "", status),
        }).Concat(Enum.GetValues<TransportFailure>().SelectMany(failure => new[]
        {
            ResponseClassifier.OfTransportFailure(failure), ResponseClassifier.OfS3TransportFailure(failure),
        }));

        Assert.All(meanings, meaning =>
        {
            Assert.DoesNotContain("DREAMLAKE_", meaning.Advice, StringComparison.Ordinal);
            Assert.DoesNotContain("dreamlake ", meaning.Advice, StringComparison.Ordinal);
            Assert.DoesNotContain("-DreamLake", meaning.Advice, StringComparison.Ordinal);
        });
    }

    private static async Task<UploadResult> UploadAsync(LakeConnection lake, FakeScene scene)
    {
        await using var uploader = new LakeUploader(lake, scene.Options);
        Assert.IsAssignableFrom<ILakeUploader>(uploader);
        var requests = new[] { Scene.Request(scene.File("a.mp4", 1), "alice@robotics:run-042") };
        return Assert.Single(await uploader.UploadAsync(requests.ToAsyncEnumerable(), Cancellation).ToListAsync(Cancellation));
    }

    private sealed class Watching(ConcurrentQueue<Uri> seen) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            seen.Enqueue(request.RequestUri!);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
