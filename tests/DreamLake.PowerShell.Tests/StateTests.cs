using System.Management.Automation;
using DreamLake.Engine.Tests.Lake;
using DreamLake.PowerShell.Tests.Hosting;
using Xunit;

namespace DreamLake.PowerShell.Tests;

public sealed class StateTests
{
    [Fact]
    public async Task A_pending_upload_is_listed_without_the_network()
    {
        await using var scene = await Scene.StartAsync();
        var file = await scene.PendingAsync("a.mp4");
        scene.Lake.Requests.Clear();
        var state = Assert.Single(scene.Run("Get-DreamLakeUploadState").Clean().Output);
        Assert.Empty(scene.Lake.Requests);
        Assert.Equal("DreamLake.PowerShell.DreamLakeUploadState", state.TypeNames[0]);
        Assert.Equal(
            new object[] { file.FullName, "alice@robotics:run-042", "/camera/front/a.mp4", (long)file.Length, 2, 1, 50, "InitMultipart" },
            new[] { "Path", "Episode", "Name", "Size", "Parts", "PartsDone", "Percent", "Step" }.Select(
                name => state.Properties[name].Value));
        Assert.Equal(("Video", "Unchanged"), (state.Properties["Type"].Value.ToString(), state.Properties["File"].Value.ToString()));
        Assert.InRange((DateTime)state.Properties["LastProgress"].Value, DateTime.Now.AddMinutes(-1), DateTime.Now);
        Assert.StartsWith(scene.States, (string)state.Properties["StateFile"].Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task States_are_chosen_by_hash_and_by_path()
    {
        await using var scene = await Scene.StartAsync();
        await scene.PendingAsync("[1].mp4");
        await scene.PendingAsync("b.mp4");
        var hashes = scene.Run("Get-DreamLakeUploadState").Clean().Output.Select(state => (string)state.Properties["Hash"].Value).ToArray();
        Assert.Equal(2, hashes.Length);
        Assert.Single(scene.Run($"Get-DreamLakeUploadState {hashes[0]}").Clean().Output);
        Assert.Single(scene.Run($"Get-DreamLakeUploadState {hashes[0][..4]}*").Clean().Output);
        Assert.Empty(scene.Run("Get-DreamLakeUploadState zz*").Clean().Output);
        Assert.Single(scene.Run("Get-DreamLakeUploadState -Path '[1].mp4'").Clean().Output);
        Assert.Single(scene.Run("Get-DreamLakeUploadState -Path b*").Clean().Output);
        scene.Run("Get-DreamLakeUploadState 0123456789abcdef").Error("StateNotFound");
    }

    [Fact]
    public async Task A_file_that_is_gone_or_changed_is_told_and_not_resumed()
    {
        await using var scene = await Scene.StartAsync();
        (await scene.PendingAsync("gone.mp4")).Delete();
        var changed = await scene.PendingAsync("changed.mp4");
        await File.AppendAllTextAsync(changed.FullName, "more", TestContext.Current.CancellationToken);
        Assert.Equal(
            ["Changed", "Missing"],
            scene.Run("Get-DreamLakeUploadState").Clean().Output.Select(state => state.Properties["File"].Value.ToString()).Order());
        scene.Lake.Requests.Clear();
        Assert.Equal(
            ["FileChanged", "FileNotFound"],
            scene.Run("Resume-DreamLakeUpload").Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]).Order());
        Assert.Empty(scene.Lake.Requests);
    }

    [Theory]
    [InlineData("Resume-DreamLakeUpload")]
    [InlineData("Get-DreamLakeUploadState | Resume-DreamLakeUpload")]
    [InlineData("(Get-DreamLakeUploadState).Hash | Resume-DreamLakeUpload")]
    [InlineData("Resume-DreamLakeUpload -Hash (Get-DreamLakeUploadState).Hash")]
    [InlineData("Resume-DreamLakeUpload *")]
    public async Task Resume_finishes_what_is_pending_and_sends_only_what_is_missing(string script)
    {
        await using var scene = await Scene.StartAsync();
        var file = await scene.PendingAsync("a.mp4");
        var result = Assert.Single(scene.Run(script).Clean().Output);
        Assert.Equal(
            (file.FullName, 2, 1, "/camera/front/a.mp4"),
            ((string)result.Properties["Path"].Value, (int)result.Properties["Parts"].Value,
                (int)result.Properties["PartsSent"].Value, (string)result.Properties["Name"].Value));
        Assert.Empty(scene.StateFiles());
    }

    [Theory]
    [InlineData("Resume-DreamLakeUpload -WhatIf")]
    [InlineData("Remove-DreamLakeUploadState -Confirm:$false")]
    [InlineData("ForEach-Object Hash | Get-DreamLakeUploadState")]
    public async Task However_many_states_are_piped_each_is_read_once(string command)
    {
        await using var scene = await Scene.StartAsync();
        Directory.CreateDirectory(scene.States);
        for (var number = 0; number < 100; number++)
        {
            await File.WriteAllTextAsync(Path.Combine(scene.States, $"{number:x16}.json"), $$$"""
                {"uploadId":"u","key":"alice/robotics/staging/{{{number:x16}}}","totalParts":4,"completedParts":[],"type":"Video",
                 "target":{"namespace":"alice","space":"robotics","name":"/{{{number}}}.mp4"}}
                """, TestContext.Current.CancellationToken);
        }

        scene.Run("$states = Get-DreamLakeUploadState").Clean();
        using var reads = new StateReads(scene.States);
        scene.Run($"$null = $states | {command}");
        Assert.InRange(reads.Count(), 1, 100);
    }

    [Fact]
    public async Task However_many_files_are_previewed_the_folder_is_looked_at_once()
    {
        const int Count = 100;
        await using var scene = await Scene.StartAsync();
        var file = scene.File("a.mp4", 5);
        Directory.CreateDirectory(scene.States);
        for (var number = 0; number < Count; number++)
        {
            await File.WriteAllTextAsync(Path.Combine(scene.States, $"{number:x16}.json"), $$$"""
                {"uploadId":"u","key":"alice/robotics/staging/{{{number:x16}}}","totalParts":1,"completedParts":[],"type":"Video",
                 "file":{"path":"{{{file.FullName}}}","size":5,"lastWrite":"{{{file.LastWriteTimeUtc:O}}}"},
                 "target":{"namespace":"alice","space":"robotics","name":"/{{{number}}}/a.mp4"}}
                """, TestContext.Current.CancellationToken);
        }

        using var reads = new StateReads(scene.States);
        scene.Run("Resume-DreamLakeUpload -WhatIf").Clean();
        Assert.Equal(Count, scene.Host.WhatIf.Count());
        // Once for what is pending, once for what was sent of it.
        Assert.InRange(reads.Count(), 1, 2 * Count);
    }

    [Fact]
    public async Task Nothing_piped_is_nothing_resumed()
    {
        await using var scene = await Scene.StartAsync();
        await scene.PendingAsync("a.mp4");
        Assert.Empty(scene.Run("Get-DreamLakeUploadState zz* | Resume-DreamLakeUpload").Clean().Output);
        Assert.Single(scene.StateFiles());
    }

    [Fact]
    public async Task The_same_content_for_two_targets_is_two_states_each_resumed_once()
    {
        await using var scene = await Scene.StartAsync();
        var file = await scene.PendingAsync("a.mp4");
        await scene.PendingAsync("a.mp4", "-Episode alice@robotics:other");
        Assert.Equal(2, scene.StateFiles().Length);
        Assert.Equal(["/a.mp4", "/camera/front/a.mp4"], scene.Run("Get-DreamLakeUploadState | Resume-DreamLakeUpload").Clean().Output
            .Select(result => (string)result.Properties["Name"].Value)
            .Order());
        Assert.Empty(scene.StateFiles());
        Assert.True(file.Exists);
    }

    [Fact]
    public async Task Another_lakes_upload_is_not_resumed_here()
    {
        await using var scene = await Scene.StartAsync();
        await scene.PendingAsync("a.mp4");
        using var elsewhere = new ScopedEnvironment(scene.Home, new Uri("http://127.0.0.1:1"), scene.Lake.Address, FakeLake.Token);
        scene.Run("Resume-DreamLakeUpload").Error("OtherLake");
        scene.Run("Remove-DreamLakeUploadState * -Abort -Confirm:$false").Error("OtherLake");
        Assert.Single(scene.StateFiles());
    }

    [Fact]
    public async Task A_state_of_another_client_is_listed_as_far_as_it_says()
    {
        await using var scene = await Scene.StartAsync();
        Directory.CreateDirectory(scene.States);
        await File.WriteAllTextAsync(Path.Combine(scene.States, "0123456789abcdef.json"), """
            {"uploadId":"u","key":"alice/robotics/staging/0123456789abcdef","totalParts":4,"completedParts":[{"partNumber":1,"etag":"\"e\""}]}
            """, TestContext.Current.CancellationToken);
        var state = Assert.Single(scene.Run("Get-DreamLakeUploadState").Clean().Output);
        Assert.Equal((25, "Unknown"), ((int)state.Properties["Percent"].Value, state.Properties["File"].Value.ToString()));
        scene.Run("Resume-DreamLakeUpload").Error("StateIncomplete");
    }

    [Fact]
    public async Task Forgetting_removes_the_state_and_asks_first()
    {
        await using var scene = await Scene.StartAsync();
        await scene.PendingAsync("a.mp4");
        scene.Lake.Requests.Clear();
        scene.Host.Choice = 2;
        scene.Run("Remove-DreamLakeUploadState *").Clean();
        Assert.Contains("1 of 2 parts sent", Assert.Single(scene.Host.Questions), StringComparison.Ordinal);
        Assert.Single(scene.StateFiles());
        scene.Run("Get-DreamLakeUploadState | Remove-DreamLakeUploadState -WhatIf").Clean();
        Assert.Single(scene.StateFiles());
        scene.Run("Get-DreamLakeUploadState | Remove-DreamLakeUploadState -Confirm:$false").Clean();
        Assert.Empty(Directory.GetFiles(scene.States));
        Assert.Empty(scene.Lake.Requests);
    }

    [Fact]
    public async Task Aborting_asks_BSS_and_keeps_the_state_where_BSS_does_not()
    {
        await using var scene = await Scene.StartAsync();
        await scene.PendingAsync("a.mp4");
        var status = 501;
        scene.Lake.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/abort", StringComparison.Ordinal)) return false;
            if (status == 200) await FakeLake.Json(context, new System.Text.Json.Nodes.JsonObject { ["success"] = true });
            else await FakeLake.Problem(context, status, "not today");
            return true;
        };
        scene.Run("Get-DreamLakeUploadState | Remove-DreamLakeUploadState -Abort -Confirm:$false").Error("ServiceFailed");
        Assert.Single(scene.StateFiles());
        status = 200;
        scene.Run("Get-DreamLakeUploadState | Remove-DreamLakeUploadState -Abort -Confirm:$false").Clean();
        Assert.Empty(scene.StateFiles());
        Assert.Contains(
            "\"uploadId\":\"upload-1\"",
            scene.Lake.Requests.Last(request => request.Path == "/videos/upload/multipart/abort").Body,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_under_way_is_not_forgotten()
    {
        await using var scene = await Scene.StartAsync();
        await scene.PendingAsync("a.mp4");
        var came = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        scene.Lake.Intercept = async context =>
        {
            if (context.Request.Method != "PUT") return false;
            came.TrySetResult();
            await go.Task;
            return false;
        };
        using var other = ModuleSession.Open();
        var resuming = Task.Run(() => other.Run("Resume-DreamLakeUpload"), TestContext.Current.CancellationToken);
        await came.Task;
        var error = scene.Run("Remove-DreamLakeUploadState * -Confirm:$false").Error("StateLocked");
        Assert.Equal(ErrorCategory.ResourceBusy, error.CategoryInfo.Category);
        Assert.Contains("process", error.ErrorDetails.Message, StringComparison.Ordinal);
        go.SetResult();
        Assert.Single((await resuming).Clean().Output);
    }
}
