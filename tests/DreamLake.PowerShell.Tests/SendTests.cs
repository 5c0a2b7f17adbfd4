using System.Management.Automation;
using DreamLake.PowerShell.Tests.Hosting;
using Xunit;

namespace DreamLake.PowerShell.Tests;

public sealed class SendTests
{
    private const string To = "-Episode alice@robotics:run-042 -To /camera/front";

    [Fact]
    public async Task A_file_is_stored_and_its_result_says_everything()
    {
        await using var scene = await Scene.StartAsync();
        var file = scene.File("run01.mp4", 11 * Scene.MiB);
        var result = Assert.Single(scene.Run($"Send-DreamLakeFile run01.mp4 {To}").Clean().Output);
        Assert.Equal("DreamLake.PowerShell.DreamLakeUpload", result.TypeNames[0]);
        Assert.Equal(
            new object?[]
            {
                file.FullName,
                "alice@robotics:run-042",
                "/camera/front/run01.mp4",
                "Video",
                (long)11 * Scene.MiB,
                2,
                2,
                "Stored",
            },
            new[] { "Path", "Episode", "Name", "Type", "Size", "Parts", "PartsSent", "Status" }.Select(
                name => name == "Type" ? result.Properties[name].Value.ToString() : result.Properties[name].Value));
        Assert.StartsWith("media-", (string)result.Properties["BssId"].Value, StringComparison.Ordinal);
        Assert.StartsWith("asset-", (string)result.Properties["AssetId"].Value, StringComparison.Ordinal);
        Assert.True((TimeSpan)result.Properties["Duration"].Value > TimeSpan.Zero && (double)result.Properties["Speed"].Value > 0);
        Assert.Equal(
            await File.ReadAllBytesAsync(file.FullName, TestContext.Current.CancellationToken),
            scene.Lake.Objects[$"alice/robotics/staging/{result.Properties["Hash"].Value}"]);
        Assert.Empty(scene.StateFiles());
    }

    [Fact]
    public async Task Results_cannot_be_changed()
    {
        await using var scene = await Scene.StartAsync();
        scene.File("a.mp4");
        var result = Assert.Single(scene.Run($"Send-DreamLakeFile a.mp4 {To}").Clean().Output);
        Assert.DoesNotContain(result.Properties, property => property is PSProperty { IsSettable: true });
    }

    [Theory]
    [InlineData("[1].mp4")]
    [InlineData("with spaces.mp4")]
    [InlineData("Grüße — 録画 🎥.mp4")]
    [InlineData("$dollar`back'quote.mp4")]
    public async Task A_file_arrives_under_its_own_name(string name)
    {
        await using var scene = await Scene.StartAsync();
        var file = scene.File(name);
        // Get-ChildItem's items, a bare FileInfo, and the parameter: three ways to the same file.
        foreach (var (script, input) in new[]
        {
            ($"$input | Send-DreamLakeFile {To}", (object)Scene.Item(file)),
            ($"$input | Send-DreamLakeFile {To}", file),
            ($"$input | ForEach-Object {{ Send-DreamLakeFile -LiteralPath $_ {To} }}", file.Name),
        })
            Assert.Equal("/camera/front/" + name, Assert.Single(scene.Run(script, input).Clean().Output).Properties["Name"].Value);
    }

    [Fact]
    public async Task Wildcards_and_strings_from_the_pipeline_name_files()
    {
        await using var scene = await Scene.StartAsync();
        foreach (var name in new[] { "a.mp4", "b.mp4", "c.mkv", "d.txt" }) scene.File(name);
        var names = scene.Run($"'*.mp4', 'c.mkv' | Send-DreamLakeFile {To}").Clean().Output
            .Select(result => (string)result.Properties["Name"].Value)
            .Order();
        Assert.Equal(["/camera/front/a.mp4", "/camera/front/b.mp4", "/camera/front/c.mkv"], names);
    }

    [Fact]
    public async Task Rows_of_a_table_name_their_own_episodes()
    {
        await using var scene = await Scene.StartAsync();
        scene.File("a.mp4");
        scene.File("b.jsonl");
        var results = scene.Run("""
            [pscustomobject]@{ Path = 'a.mp4'; Episode = 'alice@robotics:one'; To = '/x' },
            [pscustomobject]@{ Path = 'b.jsonl'; Episode = 'robotics:two'; Type = 'TextTrack' } |
                Send-DreamLakeFile
            """).Clean().Output.Select(
            result => $"{result.Properties["Episode"].Value} {result.Properties["Name"].Value} {result.Properties["Type"].Value}").Order();
        Assert.Equal(["alice@robotics:one /x/a.mp4 Video", "alice@robotics:two /b.jsonl TextTrack"], results);
    }

    [Fact]
    public async Task An_empty_file_is_one_empty_part()
    {
        await using var scene = await Scene.StartAsync();
        scene.File("empty.mp4", 0);
        var result = Assert.Single(scene.Run($"Send-DreamLakeFile empty.mp4 {To}").Clean().Output);
        Assert.Equal((0L, 1), ((long)result.Properties["Size"].Value, (int)result.Properties["Parts"].Value));
    }

    [Theory]
    [InlineData("", 64)]
    [InlineData("-ThrottleLimit 8", 8)]
    [InlineData("-ThrottleLimit 3", 3)]
    public async Task So_many_small_files_are_under_way_at_once(string limit, int expected)
    {
        await using var scene = await Scene.StartAsync();
        var (most, isFirst) = (0, true);
        scene.Lake.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/init", StringComparison.Ordinal)) return false;
            // The calls of files that are under way go together once the first is answered: how many are, their locks tell.
            if (Interlocked.Exchange(ref isFirst, false))
                while (UnderWay(scene) < expected) await Task.Delay(5, context.RequestAborted);
            lock (scene) most = Math.Max(most, UnderWay(scene));
            return false;
        };
        var files = Enumerable.Range(0, 80).Select(number => scene.File($"{number}.mp4")).ToArray();
        Assert.Equal(80, scene.Run($"$input | Send-DreamLakeFile {To} {limit}", [.. files]).Clean().Output.Count);
        Assert.Equal(expected, most);
    }

    // A lock of its target for each. The file of one that was let go of stays for the next lock, and is empty.
    private static int UnderWay(Scene scene) =>
        Directory.GetFiles(Path.Combine(scene.States, "locks"), "*.*.lock")
            .Count(path => new FileInfo(path) is { Exists: true, Length: > 0 });

    [Fact]
    public async Task The_same_file_twice_is_one_upload_with_two_results()
    {
        await using var scene = await Scene.StartAsync();
        var file = scene.File("a.mp4");
        Assert.Equal(2, scene.Run($"$input | Send-DreamLakeFile {To}", file, file).Clean().Output.Count);
        Assert.Equal(1, scene.Lake.PutCount);
    }

    [Fact]
    public async Task A_bad_file_is_one_error_and_the_others_go_on()
    {
        await using var scene = await Scene.StartAsync();
        var gone = scene.File("gone.mp4");
        gone.Delete();
        Directory.CreateDirectory(Path.Combine(scene.Home, "folder"));
        var ran = scene.Run(
            $"$input | Send-DreamLakeFile {To}",
            scene.File("a.mp4"),
            gone,
            new FileInfo(Path.Combine(scene.Home, "folder")),
            scene.File("notes.xyz"),
            "Env:HOME",
            "*.nothing",
            scene.File("b.mp4"));
        Assert.Equal(2, ran.Output.Count);
        Assert.Null(ran.End);
        var errors = ran.Errors.Select(error => $"{error.FullyQualifiedErrorId.Split(',')[0]} {error.CategoryInfo.Category} {Path.GetFileName(error.TargetObject.ToString())}").Order();
        Assert.Equal(["FileNotFound ObjectNotFound *.nothing", "FileNotFound ObjectNotFound gone.mp4", "FileUnreadable ReadError folder", "NotAFile InvalidArgument Env:HOME", "UnknownType InvalidType notes.xyz"], errors);
        Assert.All(ran.Errors, error => Assert.NotEmpty(error.ErrorDetails.RecommendedAction));
    }

    [Fact]
    public async Task Two_files_of_one_name_do_not_shadow_each_other()
    {
        await using var scene = await Scene.StartAsync();
        var ran = scene.Run($"$input | Send-DreamLakeFile {To}", scene.File("one/a.mp4"), scene.File("two/a.mp4"));
        Assert.Single(ran.Output);
        Assert.Contains("two", ran.Error("NameTaken").TargetObject.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no/space:x", "no/space")]
    [InlineData("", "Episode")]
    public async Task An_episode_that_cannot_be_one_ends_the_command_before_anything_is_sent(string episode, string says)
    {
        await using var scene = await Scene.StartAsync();
        scene.File("a.mp4");
        var ran = scene.Run($"Send-DreamLakeFile a.mp4 -Episode '{episode}'");
        Assert.Contains(says, Assert.Single(ran.Errors).ToString(), StringComparison.Ordinal);
        Assert.Empty(scene.Lake.Requests);
    }

    [Fact]
    public async Task Without_a_namespace_anywhere_nothing_is_begun()
    {
        await using var scene = await Scene.StartAsync();
        scene.File("a.mp4");
        using var without = new ScopedEnvironment(scene.Home, scene.Lake.Address, scene.Lake.Address, token: null);
        scene.Run("Send-DreamLakeFile a.mp4 -Episode robotics:x").Ended("InvalidName");
        Assert.Empty(scene.Lake.Requests);
    }

    [Fact]
    public async Task A_refused_token_ends_the_run_with_one_error()
    {
        await using var scene = await Scene.StartAsync();
        using var wrong = new ScopedEnvironment(scene.Home, scene.Lake.Address, scene.Lake.Address, "x.y.z");
        var ran = scene.Run(
            $"$input | Send-DreamLakeFile {To}",
            [.. Enumerable.Range(0, 10).Select(number => scene.File($"{number}.mp4"))]);
        var error = ran.Ended("TokenRefused");
        Assert.Equal(ErrorCategory.AuthenticationError, error.CategoryInfo.Category);
        Assert.DoesNotContain("x.y.z", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_lake_ends_the_run()
    {
        await using var scene = await Scene.StartAsync();
        scene.File("a.mp4");
        using var nobody = new ScopedEnvironment(scene.Home, new Uri("http://127.0.0.1:1"), new Uri("http://127.0.0.1:1"), "x.y.z");
        var ran = scene.Run($"Send-DreamLakeFile a.mp4 {To}");
        Assert.Equal(ErrorCategory.ConnectionError, ran.Ended("LakeUnreachable").CategoryInfo.Category);
    }

    [Fact]
    public async Task What_the_lake_refuses_is_an_error_with_the_file_and_the_reason()
    {
        await using var scene = await Scene.StartAsync();
        var file = await scene.PendingAsync("a.mp4");
        scene.Lake.Intercept = async context =>
        {
            if (context.Request.Path != "/videos") return false;
            await Engine.Tests.Lake.FakeLake.Problem(context, 422, "line 3 is no JSON");
            return true;
        };
        var error = scene.Run($"Send-DreamLakeFile a.mp4 {To}").Error("ContentRefused");
        Assert.Equal(file.FullName, error.TargetObject);
        Assert.Contains("line 3", error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Equal("UploadException", error.Exception.GetType().Name);
    }

    [Fact]
    public async Task Two_hundred_files_give_two_hundred_results_while_input_still_arrives()
    {
        await using var scene = await Scene.StartAsync();
        var files = Enumerable.Range(0, 200).Select(number => scene.File($"{number}.mp4", 2000)).ToArray();
        // The input takes its time until the first result is there.
        var order = scene.Run($$"""
            $seen = 0
            $input | ForEach-Object { if ($seen -eq 0) { [Threading.Thread]::Sleep(10) }; $fed++; $_ } |
                Send-DreamLakeFile {{To}} |
                ForEach-Object { if ($seen++ -eq 0) { $fedBefore = $fed }; $_ }
            "early: $($fedBefore -lt 200)"
            """, [.. files]).Clean().Output;
        Assert.Equal(200, order.Select(result => result.Properties["Path"]?.Value).OfType<string>().Distinct().Count());
        Assert.Equal("early: True", order[^1].ToString());
    }
}
