using System.CommandLine;
using DreamLake.Serving.Lake;
using DreamLake.Lambda;
using DreamLake.Page.Sessions;
using DreamLake.Protocol;

namespace DreamLake.Serving.Commands;

/// <summary><c>dreamlake serve</c>: runs a lake on this machine until Ctrl+C.</summary>
internal static class ServeCommand
{
    /// <summary>What its help shows after the options.</summary>
    public const string Examples = """
        Examples:
          dreamlake serve
          dreamlake serve --folder /data/lake

        Another shell then uploads to it, with the lines that 'serve' prints:
          export DREAMLAKE_API_KEY="$(cat ~/.dreamlake/lake/token)"
          dreamlake upload samples/run01.mp4 --episode alice@robotics:run-042 --to /camera/front

        The staging pool's address stays the same from one start to the next: addresses of parts
        that were signed before a restart hold after it.

        Other machines reach it with --listen-anywhere, over https with a certificate:
          dreamlake serve --listen-anywhere --bss-url https://0.0.0.0:10234
            --server-url https://0.0.0.0:10334 --tls-cert lake.pem --tls-key lake.key
            --public-url https://lake.example:10234

        With --s3 the bytes go to any S3 in place of the folder; AWS_ACCESS_KEY_ID and
        AWS_SECRET_ACCESS_KEY are its credentials, AWS_REGION its region (default us-east-1).
        """;

    private const int MostSplitWorkers = 64;
    private const int MostDays = 3650;

    private static readonly Option<string?> Folder = FolderOption.Create();
    private static readonly Option<string> Bss =
        new("--bss-url") { Description = "Where BSS listens.", HelpName = "URL", DefaultValueFactory = _ => Text(LakeDefaults.BssUrl) };
    private static readonly Option<string> Server = new("--server-url") { Description = "Where DreamLake Server listens.",
        HelpName = "URL", DefaultValueFactory = _ => Text(LakeDefaults.ServerUrl) };
    private static readonly Option<string?> PoolUrl =
        new("--pool-url") { Description = "Where the staging pool listens. Default: http://localhost:10434.", HelpName = "URL" };
    private static readonly Option<string?> PublicUrl = new("--public-url") { Description =
        "Where other machines reach BSS; the others are at its host. Default: where they listen.", HelpName = "URL" };
    private static readonly Option<bool> ListenAnywhere = new("--listen-anywhere") { Description =
        "Allow addresses that other machines reach. Whoever holds a token then reads and writes over the network." };
    private static readonly Option<string?> TlsCert =
        new("--tls-cert") { Description = "The certificate of https addresses (PEM, with its chain).", HelpName = "FILE" };
    private static readonly Option<string?> TlsKey =
        new("--tls-key") { Description = "The private key of --tls-cert (PEM).", HelpName = "FILE" };
    private static readonly Option<string[]> PlayerOrigin = new("--player-origin") { HelpName = "URL", Description =
        "Let only pages of this origin read streams; name it again for more. Default: pages of any." };
    private static readonly Option<int?> SplitWorkers = new("--split-workers") { HelpName = "N", Description =
        "Files split at a time, 1 to 64; each ffmpeg uses two cores. Default: half of the cores." };
    private static readonly Option<int?> TrashDays = new("--trash-days") { HelpName = "DAYS", Description =
        "How long what is removed stays restorable, 0 to 3650. Default: 30." };
    private static readonly Option<int?> ScrubDays = new("--scrub-days") { HelpName = "DAYS", Description =
        "Within how many days each stored byte is read again, 0 (never) to 3650. Default: 30." };
    private static readonly Option<string?> AuditFolder = new("--audit-folder") { HelpName = "FOLDER", Description =
        "Write the audit log there as JSON lines too; 'dreamlake audit' reads it in any case." };
    private static readonly Option<string?> S3 =
        new("--s3") { Description = "Keep the bytes in this S3, not in the folder.", HelpName = "URL" };
    private static readonly Option<string> Bucket =
        new("--bucket") { Description = "The bucket of --s3.", HelpName = "NAME", DefaultValueFactory = _ => "dreamlake" };

    private static readonly Option<bool> ShowToken = new("--show-token") { Description =
        "Print the owner's token too, and not only where it lies." };

    private static readonly Option<bool> EndsWithInput = ParentPipe.CreateOption();

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command =
            new Command("serve", "Runs a lake on this machine until Ctrl+C: BSS, DreamLake Server, the Lambda and the staging pool.")
        {
            Folder, Bss, Server, PoolUrl, PublicUrl, ListenAnywhere, TlsCert, TlsKey, PlayerOrigin, SplitWorkers, TrashDays, ScrubDays,
            AuditFolder, S3, Bucket,
            ShowToken, EndsWithInput,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var folder = LakeFolder.Of(parsed.GetValue(Folder));
        var addresses = Listening(parsed);
        var choices = Choices(parsed);
        var s3 = parsed.GetValue(S3) is null
            ? null
            : PoolConnection.FromEnvironment(
                Address(S3, parsed.GetValue(S3)), parsed.GetRequiredValue(Bucket), Environment.GetEnvironmentVariable);
        using var parent = ParentPipe.Follow(parsed.GetValue(EndsWithInput), cancellationToken);
        using var hold = await folder.HoldAsync(parent.Ended) ?? throw new UsageException(
            $"Another dreamlake process runs the lake in '{folder.Path}' ({folder.Running()?.ToString() ?? "starting"}).", ExitCode.NoLake);
        await using var lake = await EmbeddedLake.StartAsync(folder, addresses, s3, choices, isVerbose: true, parent.Ended);
        // Before it is announced: who joins it reads the token there.
        await using var token = OwnerTokenFile.Keep(folder, lake);
        folder.Announce(lake.Addresses, isServing: true);
        try
        {
            Greet(folder, lake, token.Path);
            if (parsed.GetValue(ShowToken)) Console.WriteLine($"The token: {lake.OwnerToken()}\n");
            var reason = await lake.EndedAsync().WaitAsync(parent.Ended);
            Console.Error.WriteLine($"dreamlake: {reason.ReplaceLineEndings(" ")} The lake stops; what is stored is safe.");
            return ExitCode.NoLake;
        }
        catch (OperationCanceledException) when (parent.Ended.IsCancellationRequested)
        {
            Console.Error.WriteLine("dreamlake: the lake stops; uploads under way are paused and go on when it serves again.");
            return ExitCode.AllStored;
        }
        finally
        {
            folder.Withdraw();
        }
    }

    private static EmbeddedChoices Choices(ParseResult parsed)
    {
        var workers = parsed.GetValue(SplitWorkers);
        if (workers is < 1 or > MostSplitWorkers) throw new UsageException($"{SplitWorkers.Name} takes 1 to {MostSplitWorkers}.");
        return new EmbeddedChoices
        {
            SplitWorkers = workers,
            TrashLifetime = Days(parsed, TrashDays),
            ScrubInterval = Days(parsed, ScrubDays),
            AuditFolder = parsed.GetValue(AuditFolder) is { } folder ? Path.GetFullPath(folder) : null,
        };
    }

    private static TimeSpan? Days(ParseResult parsed, Option<int?> option) => parsed.GetValue(option) switch
    {
        null => null,
        >= 0 and <= MostDays and var days => TimeSpan.FromDays(days),
        _ => throw new UsageException($"{option.Name} takes 0 to {MostDays} days."),
    };

    private static LakeAddresses Listening(ParseResult parsed)
    {
        var rules = new ListenRules(parsed.GetValue(ListenAnywhere), parsed.GetValue(TlsCert), parsed.GetValue(TlsKey));
        var (bss, server) = (rules.Read(Bss.Name, parsed.GetValue(Bss)!), rules.Read(Server.Name, parsed.GetValue(Server)!));
        var pool = parsed.GetValue(PoolUrl) is { } named ? rules.Read(PoolUrl.Name, named) : ListenRules.PoolBeside(bss);
        return new LakeAddresses(bss, server, pool)
        {
            Public = parsed.GetValue(PublicUrl) is { } url ? ListenRules.ReadPublic(PublicUrl.Name, url, bss) : null,
            Certificate = rules.CertificateFor([bss, server, pool]),
            PlayerOrigins = [.. (parsed.GetValue(PlayerOrigin) ?? []).Select(origin => Text(Address(PlayerOrigin, origin)))],
        };
    }

    private static void Greet(LakeFolder folder, EmbeddedLake lake, string token)
    {
        var (bss, server) = (Text(lake.Addresses.Bss), Text(lake.Addresses.Server));
        Console.WriteLine($"""
            The lake serves. Ctrl+C stops it.

              BSS               {bss}
              DreamLake Server  {server}
              Staging pool      {Pool(lake.Addresses)}
              Data              {folder.Path}

            See it in a browser, signed in; this link is good once, for {OneTimeLinks.Lifetime.TotalMinutes:0} minutes:

              {lake.SignInLink()}

            In another shell:

              export {LakeDefaults.BssUrlVariable}={bss}
              export {LakeDefaults.ServerUrlVariable}={server}
              export {LakeDefaults.TokenVariable}="$(cat '{token.Replace("'", "'\\''", StringComparison.Ordinal)}')"

            or in PowerShell:

              $env:{LakeDefaults.BssUrlVariable} = '{bss}'
              $env:{LakeDefaults.ServerUrlVariable} = '{server}'
              $env:{LakeDefaults.TokenVariable} = Get-Content -LiteralPath '{token.Replace("'", "''", StringComparison.Ordinal)}'

            and then:

              dreamlake upload samples/run01.mp4 --episode alice@robotics:run-042 --to /camera/front

            """);
        if (lake.HasMovedPool)
        {
            Console.Error.WriteLine(
                $"dreamlake: another process listens at {Text(LakeAddresses.DefaultPool)}, so the staging pool took a free port this time. "
                + "Give it one of its own with --pool-url: addresses of parts then outlive a restart.");
        }

        if (!SplitTools.AreInstalled()) Console.WriteLine(SplitTools.HowToInstall);
    }

    private static string Pool(LakeAddresses addresses) => addresses.Pool is { } pool
        ? $"{Text(pool)} (S3; 'dreamlake pool-credentials' opens it to your tools)"
        : "another S3 (--s3)";

    private static Uri Address<T>(Option<T> option, string? value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            && address.PathAndQuery == "/"
            ? address
            : throw new UsageException($"{option.Name} takes an address like {Text(LakeDefaults.BssUrl)}.");

    private static string Text(Uri address) => address.AbsoluteUri.TrimEnd('/');
}
