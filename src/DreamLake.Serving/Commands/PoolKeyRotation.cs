using System.CommandLine;
using DreamLake.Serving.Lake;

namespace DreamLake.Serving.Commands;

/// <summary><c>dreamlake-lake keys rotate-pool</c>: a new key of the staging pool that a lake in a folder has.</summary>
/// <remarks>A pool that a team shares takes its keys from the settings, as any S3 has its own: docs/deploy.md says how.</remarks>
internal static class PoolKeyRotation
{
    // What BSS presigns lives for a day at most; a longer life is a team's setting.
    private static readonly TimeSpan Overlap = TimeSpan.FromDays(1);
    private static readonly Option<string?> Folder = FolderOption.Create();
    private static readonly Option<bool> Retire = new("--retire") { Description =
        "Retire the key before it at once, as after a leak: addresses of parts and downloads that it signed are refused." };

    /// <summary>The verb.</summary>
    public static Command CreateVerb()
    {
        var command = new Command(
            "rotate-pool",
            "Makes a new key of the staging pool, from the lake's next start on; what the one before signed holds a day more.")
        {
            Retire, Folder,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var folder = LakeFolder.Of(parsed.GetValue(Folder));
        var secrets = folder.ReadSecrets()
            ?? throw new UsageException($"There is no lake in '{folder.Path}' yet: 'dreamlake serve' makes one.", ExitCode.NoLake);
        var isRetired = parsed.GetValue(Retire);
        folder.Keys.Write(secrets.WithNewPoolKey(isRetired ? null : TimeProvider.System.GetUtcNow() + Overlap));
        Console.WriteLine("The staging pool has a new key from the lake's next start on. "
            + (isRetired
                ? "What the one before signed is refused from then on; uploads under way ask for new addresses by themselves."
                : "What the one before signed is taken for a day more.")
            + " Tools that use 'dreamlake pool-credentials' need them anew.");
        return ExitCode.AllStored;
    }
}
