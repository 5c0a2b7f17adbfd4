using System.CommandLine;
using System.Text.Json;
using DreamLake.Lambda;
using DreamLake.Serving.Lake;

namespace DreamLake.Serving.Commands;

/// <summary>
/// <c>dreamlake-lake local</c>, which <c>dreamlake upload --local</c> starts: the lake that <c>serve</c> runs on the same folder, else one
/// in this process until the pipe from the parent ends. Waits while another <c>upload --local</c> has the folder.
/// </summary>
internal static class LocalCommand
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);
    private static readonly Option<string?> Folder = FolderOption.Create();
    private static readonly Option<bool> Verbose = new("--verbose") { Description = "Show warnings and errors of the services." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("local", "Gives 'dreamlake upload --local' its lake.") { Folder, Verbose };
        command.Hidden = true;
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var parent = ParentPipe.Follow(hasParent: true, cancellationToken);
        var folder = LakeFolder.Of(parsed.GetValue(Folder));
        try
        {
            using var hold = await HoldOrJoinAsync(folder, parent.Ended);
            if (hold is not null) await RunOwnAsync(folder, parsed.GetValue(Verbose), parent.Ended);
        }
        catch (OperationCanceledException) when (parent.Ended.IsCancellationRequested)
        {
            // That is how it ends: everything is durable.
        }

        return ExitCode.AllStored;
    }

    /// <summary>Takes the folder, or tells the parent of the lake that serves it: then the answer is null.</summary>
    private static async Task<IDisposable?> HoldOrJoinAsync(LakeFolder folder, CancellationToken cancellationToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            if (folder.TryHold() is { } hold) return hold;
            if (folder.Running() is { IsServing: true } serving && folder.ReadToken() is { } token)
            {
                Greet(folder, serving.Bss, serving.Server, token, isServed: true);
                return null;
            }

            if (isFirst)
            {
                var holder = folder.Running()?.ToString() ?? "starting";
                Console.Error.WriteLine($"dreamlake: waits for the lake in '{folder.Path}', which another upload has ({holder})");
            }

            await Task.Delay(LookAgain, TimeProvider.System, cancellationToken);
        }
    }

    private static async Task RunOwnAsync(LakeFolder folder, bool isVerbose, CancellationToken cancellationToken)
    {
        await using var lake = await EmbeddedLake.StartAsync(
            folder, LakeAddresses.AnyFree, pool: null, new EmbeddedChoices(), isVerbose, cancellationToken);
        folder.Announce(lake.Addresses, isServing: false);
        try
        {
            Greet(folder, lake.Addresses.Bss, lake.Addresses.Server, lake.OwnerToken(), isServed: false);
            var reason = await lake.EndedAsync().WaitAsync(cancellationToken);
            throw new UsageException($"{reason} The lake stops; what is stored is safe.", ExitCode.NoLake);
        }
        finally
        {
            folder.Withdraw();
        }
    }

    private static void Greet(LakeFolder folder, Uri bss, Uri server, string token, bool isServed)
    {
        var missing = SplitTools.AreInstalled() ? null : SplitTools.HowToInstall;
        var greeting = new LakeGreeting(folder.Path, bss, server, token, isServed, missing);
        Console.WriteLine(JsonSerializer.Serialize(greeting, GreetingJson.Default.LakeGreeting));
    }
}
