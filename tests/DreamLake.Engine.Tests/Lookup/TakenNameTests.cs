using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Engine.Tests.Lookup;

/// <summary>Another content under a name that is taken: told, or refused where nothing may be replaced.</summary>
public sealed class TakenNameTests
{
    [Fact]
    public async Task Another_content_under_the_name_is_replaced_and_told()
    {
        await using var scene = await SceneAsync();

        var result = await scene.UploadAsync(scene.File("a.mp4", 100));

        Assert.Equal((UploadOutcome.Replaced, "asset-old"), (result.Outcome, result.Replaces));
        Assert.NotEqual("asset-old", result.AssetId);
        var warning = Assert.Single(scene.Notes, note => note.IsWarning);
        Assert.Contains("replaces the asset asset-old", warning.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_content_that_the_lake_does_not_tell_is_not_called_another()
    {
        await using var scene = await SceneAsync(sha256: null);

        var result = await scene.UploadAsync(scene.File("a.mp4", 100));

        Assert.Equal((UploadOutcome.Stored, null), (result.Outcome, result.Replaces));
    }

    [Theory]
    [InlineData(100L, true), InlineData(7L, false)]
    public async Task Where_nothing_may_be_replaced_nothing_is_sent_and_another_size_is_not_even_read(long size, bool isRead)
    {
        await using var scene = await SceneAsync(size: size);
        var (path, read) = (scene.File("a.mp4", 100), false);
        scene.Disk.OnRead = (of, _, _) => read |= of == path;

        var result = await scene.UploadAsync(path, scene.Options with { NoClobber = true });

        Assert.Equal((UploadOutcome.Failed, UploadError.NameTaken), (result.Outcome, result.Error!.Error));
        Assert.Contains("asset-old", result.Error.Message, StringComparison.Ordinal);
        Assert.Equal(isRead, read);
        Assert.Equal(["/assets/lookup"], scene.Lake.Requests.Select(seen => seen.Path));
    }

    [Fact]
    public async Task The_lake_decides_where_the_name_is_taken_after_the_question()
    {
        await using var scene = await FakeScene.StartAsync();
        scene.Lake.Names = new LakeNames();
        scene.Lake.Intercept = context =>
        {
            if (context.Request.Path.Value!.EndsWith("/init", StringComparison.Ordinal))
                scene.Lake.Names.Put("video", "/camera/front/a.mp4", "asset-quick", new string('f', 64), 7);
            return Task.FromResult(false);
        };

        var result = await scene.UploadAsync(scene.File("a.mp4", 100), scene.Options with { NoClobber = true });

        Assert.Equal((UploadOutcome.Failed, UploadError.NameTaken), (result.Outcome, result.Error!.Error));
        Assert.Contains("asset-quick", result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_free_name_is_taken_and_the_server_told_to_refuse()
    {
        await using var scene = await FakeScene.StartAsync();
        scene.Lake.Names = new LakeNames();

        var result = await scene.UploadAsync(scene.File("a.mp4", 1), scene.Options with { NoClobber = true });

        Assert.Equal(UploadOutcome.Stored, result.Outcome);
        var registered = scene.Lake.Requests.Single(seen => seen.Path == "/assets/video");
        Assert.Contains("\"ifExists\":\"refuse\"", registered.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lake_that_cannot_promise_it_is_sent_nothing()
    {
        await using var scene = await FakeScene.StartAsync();

        var result = await scene.UploadAsync(scene.File("a.mp4", 1), scene.Options with { NoClobber = true });

        Assert.Equal((UploadOutcome.Failed, UploadError.RequestRefused), (result.Outcome, result.Error!.Error));
        Assert.Empty(scene.Lake.Requests);
    }

    [Fact]
    public async Task A_name_that_is_asked_for_is_the_assets()
    {
        await using var scene = await FakeScene.StartAsync();

        var result = await scene.UploadAsync(Scene.Request(scene.File("a.mp4", 1)) with { Name = "left.mp4" });

        Assert.Equal((UploadOutcome.Stored, "/camera/front/left.mp4"), (result.Outcome, result.Name!.Path));
    }

    private const string Other = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";

    private static async Task<FakeScene> SceneAsync(string? sha256 = Other, long size = 7)
    {
        var scene = await FakeScene.StartAsync();
        scene.Lake.Names = new LakeNames();
        scene.Lake.Names.Put("video", "/camera/front/a.mp4", "asset-old", sha256, size);
        return scene;
    }
}
