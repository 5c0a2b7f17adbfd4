using DreamLake.Bss;
using DreamLake.Hosting.Limits;
using DreamLake.Hosting.Tables;
using DreamLake.Hosting.Tokens;
using DreamLake.Lambda;
using DreamLake.Serving.Lake;
using DreamLake.Server;

namespace DreamLake.Serving.Migration;

/// <summary>The tables of a lake's services, without the services.</summary>
internal static class LakeTables
{
    /// <summary>The databases of a lake in a folder, by the services' names there.</summary>
    public static IReadOnlyList<string> Services { get; } = ["bss", "server", "lambda", "tokens"];

    /// <summary>Makes the tables of every service what this program knows, as the services do at their start.</summary>
    /// <param name="databaseOf">The connection string of each service's tables.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task UpgradeAsync(Func<string, string> databaseOf, CancellationToken cancellationToken)
    {
        var builder = LakeHost.CreateBuilder();
        builder.Services.AddBssTables(databaseOf("bss")).AddServerTables(databaseOf("server")).AddJobTables(databaseOf("lambda"))
            .AddTokenTables(databaseOf("tokens")).AddLimits(databaseOf("tokens"));
        await using var app = builder.Build();
        await app.Services.UpgradeOwnTablesAsync(cancellationToken);
    }
}
