using System.CommandLine;
using DreamLake.Protocol;
using DreamLake.Serving.Lake;
using DreamLake.Serving.Settings;

namespace DreamLake.Serving.Commands;

/// <summary><c>dreamlake-lake run</c>: one process of a lake that a team shares, in the roles that it is given.</summary>
internal static class RunCommand
{
    /// <summary>What its help shows after the options.</summary>
    public const string Examples = """
        Examples:
          dreamlake-lake keys /etc/dreamlake/keys.json
          dreamlake-lake run --role bss,server --settings /etc/dreamlake/lake.json
          DREAMLAKE_LAKE_Lambda__Workers=4 dreamlake-lake run --role lambda
          dreamlake-lake run --role pool --Pool:Folder=/data/pool

        Settings come from ./appsettings.json or the files that --settings names, then from variables
        (DREAMLAKE_LAKE_Bss__Database), then from the command line (--Bss:Database=...); the last counts.
        docs/deploy.md lists them all.
        """;

    private static readonly Option<string[]> Role = new("--role") { HelpName = "ROLE", Description =
        "all, bss, server, lambda or pool; several with commas. all is everything but the pool." };
    private static readonly Option<string[]> SettingsFile = new("--settings") { HelpName = "FILE", Description =
        "A JSON file of settings; name it again for more. Default: appsettings.json of this folder, where it is there." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Role.Required = true;
        var command = new Command("run", "Runs one process of a lake that a team shares, until it is told to end.") { Role, SettingsFile };
        // What is no option is a setting: --Section:Name=value.
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (!TrySettings(parsed, out var settings)) return ExitCode.WrongUsage;
        await using var process = await LakeProcess.StartAsync(
            settings, line => Console.Error.WriteLine($"dreamlake-lake: {line.ReplaceLineEndings(" ")}"), cancellationToken);
        foreach (var line in process.Started) Console.WriteLine(line);
        Console.WriteLine("The lake runs. Ctrl+C or SIGTERM ends this process.");
        try
        {
            var reason = await process.EndedAsync().WaitAsync(cancellationToken);
            throw new UsageException($"{reason.ReplaceLineEndings(" ")} This process ends; what is stored is safe.", ExitCode.NoLake);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Console.Error.WriteLine("dreamlake-lake: ends; splits under way are given back, and uploads go on by another process.");
            return ExitCode.AllStored;
        }
    }

    private static bool TrySettings(ParseResult parsed, out LakeSettings settings)
    {
        var faults = SettingsFiles.SettingNothing(parsed.UnmatchedTokens)
            .Select(argument => $"'{NameRules.Printable(argument)}' sets nothing: a setting is written --Section:Name=value.").ToList();
        settings = LakeSettings.Read(
            Roles(parsed.GetValue(Role)!), SettingsFiles.Read(parsed.GetValue(SettingsFile) ?? [], parsed.UnmatchedTokens), faults);
        foreach (var fault in faults) Console.Error.WriteLine($"dreamlake-lake: {fault}");
        return faults.Count == 0;
    }

    private static LakeRole Roles(IEnumerable<string> named) =>
        named.SelectMany(words => words.Split(',')).Aggregate(LakeRole.None, (roles, word) => roles | word.Trim() switch
        {
            "bss" => LakeRole.Bss,
            "server" => LakeRole.Server,
            "lambda" => LakeRole.Lambda,
            "pool" => LakeRole.Pool,
            "all" => LakeRole.Bss | LakeRole.Server | LakeRole.Lambda,
            _ => throw new UsageException($"--role takes all, bss, server, lambda or pool, not '{NameRules.Printable(word)}'."),
        });
}
