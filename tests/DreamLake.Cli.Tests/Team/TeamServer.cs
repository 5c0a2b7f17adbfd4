using DreamLake.Cli.Tests.Harness;
using Xunit;

namespace DreamLake.Cli.Tests.Team;

/// <summary>A team's lake for suites of other programs and languages: it says where it is as <c>dreamlake serve</c> does.</summary>
public sealed class TeamServer
{
    /// <summary>Never run but where it is asked for by name: the module's suite does, and kills it.</summary>
    [WhereAsked]
    public async Task Serves_until_it_is_killed()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartTeamAsync(machine, await TeamEngines.SharedAsync());
        var token = Path.Combine(machine.Home, "token");
        await File.WriteAllTextAsync(token, lake.Token, TestContext.Current.CancellationToken);
        Console.WriteLine($"export DREAMLAKE_BSS_URL={lake.Bss.AbsoluteUri.TrimEnd('/')}");
        Console.WriteLine($"export DREAMLAKE_REMOTE={lake.Server.AbsoluteUri.TrimEnd('/')}");
        Console.WriteLine($"export DREAMLAKE_API_KEY=\"$(cat '{token}')\"");
        await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
    }
}
