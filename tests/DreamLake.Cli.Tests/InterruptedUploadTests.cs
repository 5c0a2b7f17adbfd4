using DreamLake.Cli.Tests.Harness;
using DreamLake.Engine.Tests.Lake;
using Xunit;

namespace DreamLake.Cli.Tests;

/// <summary>Real processes that end in the middle, against a lake that holds their parts back.</summary>
public sealed class InterruptedUploadTests
{
    private const int MiB = 1024 * 1024;

    [Fact]
    public async Task Killed_and_run_again_only_the_missing_parts_are_sent()
    {
        await using var lake = await FakeLake.StartAsync();
        using var machine = On(lake);
        var path = machine.File("run01.mp4", 65 * MiB);
        var held = HoldAfter(lake, parts: 3);
        using (var upload = machine.Start("upload", path, "--episode", "alice@robotics"))
        {
            await held;
            await upload.KillAsync();
        }

        Assert.Single(Directory.GetFiles(machine.Uploads, "*.json"));
        lake.Intercept = _ => Task.FromResult(false);
        lake.Requests.Clear();
        var report = (await machine.RunAsync("upload", path, "--episode", "alice@robotics", "--json")).Ended(0).Json;
        Assert.Equal((7, 4), ((int)report["parts"]!, (int)report["partsSent"]!));
        Assert.Equal((4, 0), (lake.PutCount, lake.Count("POST", "/init")));
        Assert.Equal(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken), Assert.Single(lake.Objects).Value);
        Assert.Empty(Directory.GetFiles(machine.Uploads));
    }

    [Fact]
    public async Task Ctrl_C_pauses_with_130_and_says_how_to_go_on()
    {
        await using var lake = await FakeLake.StartAsync();
        using var machine = On(lake);
        var held = HoldAfter(lake, parts: 1);
        using var upload = machine.Start("upload", machine.File("run01.mp4", 25 * MiB), "--episode", "alice@robotics");
        await held;
        upload.Interrupt();
        var run = (await upload.EndAsync()).Ended(130);
        Assert.Contains("upload paused — re-run to resume", run.Error, StringComparison.Ordinal);
    }

    private static Machine On(FakeLake lake) => new Machine()
        .With("DREAMLAKE_BSS_URL", lake.Address.AbsoluteUri)
        .With("DREAMLAKE_REMOTE", lake.Address.AbsoluteUri)
        .With("DREAMLAKE_API_KEY", FakeLake.Token);

    // Lets some parts through and holds all others; done once four are held or all that are left.
    private static Task HoldAfter(FakeLake lake, int parts)
    {
        var through = 0;
        var held = new TaskCompletionSource();
        var answered = new CountdownEvent(parts);
        lake.Intercept = async context =>
        {
            if (context.Request.Method != "PUT") return false;
            if (Interlocked.Increment(ref through) <= parts)
            {
                context.Response.OnCompleted(() =>
                {
                    answered.Signal();
                    return Task.CompletedTask;
                });
                return false;
            }

            // A worker that sends its next part has recorded the one before: with one worker's worth of answers out, all let through are
            // recorded.
            await Task.Run(answered.Wait);
            if (through >= parts + Math.Min(4, parts + 1)) held.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        return held.Task;
    }
}
