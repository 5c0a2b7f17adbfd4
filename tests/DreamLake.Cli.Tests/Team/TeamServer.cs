using DreamLake.Cli.Tests.Harness;
using Xunit;

namespace DreamLake.Cli.Tests.Team;

/// <summary>A team's lake for suites of other programs and languages: it says where it is as <c>dreamlake serve</c> does.</summary>
public sealed class TeamServer
{
    /// <summary>Never run but where it is asked for by name: by suites that kill it, or close its standard input.</summary>
    [WhereAsked]
    public async Task Serves_until_it_is_killed()
    {
        using var machine = new Machine();
        const string Bucket = "team";
        var engines = await TeamEngines.SharedAsync();
        await using var lake = await ServingLake.StartTeamAsync(machine, engines, Bucket);
        var token = Path.Combine(machine.Home, "token");
        await File.WriteAllTextAsync(token, lake.Token, TestContext.Current.CancellationToken);
        if (WhereAskedAttribute.IsPiped)
        {
            // For suites that stand before the S3, too.
            var s3 = engines.Ceph.Endpoint;
            Console.WriteLine($"export AWS_ENDPOINT_URL_S3={s3.Address}");
            Console.WriteLine($"export AWS_ACCESS_KEY_ID={s3.AccessKey}");
            Console.WriteLine($"export AWS_SECRET_ACCESS_KEY={s3.SecretKey}");
            Console.WriteLine($"export DREAMLAKE_TEST_BUCKET={Bucket}");
        }

        Console.WriteLine($"export DREAMLAKE_BSS_URL={lake.Bss.AbsoluteUri.TrimEnd('/')}");
        Console.WriteLine($"export DREAMLAKE_REMOTE={lake.Server.AbsoluteUri.TrimEnd('/')}");
        Console.WriteLine($"export DREAMLAKE_API_KEY=\"$(cat '{token}')\"");
        if (WhereAskedAttribute.IsPiped) await Console.In.ReadToEndAsync(TestContext.Current.CancellationToken);
        else await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
    }
}
