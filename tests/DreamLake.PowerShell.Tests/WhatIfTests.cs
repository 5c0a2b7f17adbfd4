using DreamLake.PowerShell.Tests.Hosting;
using Xunit;

namespace DreamLake.PowerShell.Tests;

public sealed class WhatIfTests
{
    private const string To = "-Episode robotics:run-042 -To /camera/front";

    [Fact]
    public async Task WhatIf_says_what_would_happen_and_does_none_of_it()
    {
        await using var scene = await Scene.StartAsync();
        var files = new object[] { scene.File("a.mp4", 11 * Scene.MiB), scene.File("b.jsonl", 0) };
        Assert.Empty(scene.Run($"$input | Send-DreamLakeFile {To} -WhatIf", files).Clean().Output);
        Assert.Equal(
            [
                $"What if: Upload '{files[0]}' as Video to alice@robotics:run-042 /camera/front/a.mp4 (11.0 MiB, 2 parts, fresh)",
                $"What if: Upload '{files[1]}' as LabelTrack to alice@robotics:run-042 /camera/front/b.jsonl (0 B, 1 part, fresh)",
            ],
            scene.Host.WhatIf);
        Assert.Empty(scene.Lake.Requests);
        Assert.False(Directory.Exists(scene.States));
    }

    [Fact]
    public async Task WhatIf_finds_what_an_earlier_run_sent_also_of_a_copy()
    {
        await using var scene = await Scene.StartAsync();
        var file = await scene.PendingAsync("a.mp4");
        var state = await File.ReadAllBytesAsync(scene.StateFiles()[0], TestContext.Current.CancellationToken);
        scene.Lake.Requests.Clear();
        Directory.CreateDirectory(Path.Combine(scene.Home, "copy"));
        file.CopyTo(Path.Combine(scene.Home, "copy", "a.mp4"));
        scene.Run($"Send-DreamLakeFile a.mp4 {To} -WhatIf; Send-DreamLakeFile copy/a.mp4 {To} -WhatIf; Send-DreamLakeFile a.mp4 -Episode robotics:else -WhatIf; Resume-DreamLakeUpload -WhatIf").Clean();
        var said = scene.Host.WhatIf.Select(line => line[(line.LastIndexOf(", ", StringComparison.Ordinal) + 2)..]);
        Assert.Equal(
            ["resume with 1 of 2 parts sent)", "resume with 1 of 2 parts sent)", "fresh)", "resume with 1 of 2 parts sent)"],
            said);
        Assert.Empty(scene.Lake.Requests);
        Assert.Equal(
            state,
            await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(scene.States)), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task WhatIf_tells_bad_files_as_an_upload_does_each_by_itself_and_goes_on()
    {
        await using var scene = await Scene.StartAsync();
        var gone = new FileInfo(Path.Combine(scene.Home, "gone.mp4"));
        var below = new FileInfo(Path.Combine(scene.File("file.mp4").FullName, "below.mp4"));
        object[] input = [gone, scene.File("a.xyz"), below, new FileInfo("/dev/null"), scene.File("last.mp4")];
        if (OperatingSystem.IsWindows()) input = [.. input.Where(file => file is not FileInfo { FullName: "/dev/null" })];

        string[] Errors(string more) => [.. scene.Run($"$input | Send-DreamLakeFile {To} -Type Video {more}", input).Errors
            .Select(error => $"{error.FullyQualifiedErrorId.Split(',')[0]} {error.CategoryInfo.Category} {error.TargetObject} {error.ErrorDetails.Message} {error.ErrorDetails.RecommendedAction}")
            .Order(StringComparer.Ordinal)];

        var previewed = Errors("-WhatIf");
        Assert.Equal(input.Length - 2, previewed.Length);
        Assert.Contains(scene.Host.WhatIf, line => line.Contains("last.mp4", StringComparison.Ordinal));
        Assert.Empty(scene.Lake.Requests);
        Assert.Equal(Errors(""), previewed);
    }

    [Fact]
    public async Task Confirm_asks_with_the_same_words()
    {
        await using var scene = await Scene.StartAsync();
        scene.File("a.mp4");
        scene.Host.Choice = 2;
        Assert.Empty(scene.Run($"Send-DreamLakeFile a.mp4 {To} -Confirm").Clean().Output);
        Assert.Contains("fresh", Assert.Single(scene.Host.Questions), StringComparison.Ordinal);
        scene.Host.Choice = 0;
        Assert.Single(scene.Run($"Send-DreamLakeFile a.mp4 {To} -Confirm").Clean().Output);
    }
}
