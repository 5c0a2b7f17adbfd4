using System.CommandLine;
using DreamLake.Hosting.Tables;
using DreamLake.Serving.Lake;
using DreamLake.Serving.Migration;
using Npgsql;

namespace DreamLake.Serving.Commands;

/// <summary><c>dreamlake-lake migrate</c>: copies the tables of a lake in a folder to PostgreSQL.</summary>
internal static class MigrateCommand
{
    /// <summary>What its help shows after the options.</summary>
    public const string Examples = """
        Example:
          dreamlake-lake migrate --folder ~/.dreamlake/lake --to 'Host=db.example;Username=dreamlake;Database=dreamlake'

        The folder's lake must not run meanwhile; nothing of it is changed but that its tables are brought
        up to date. Its bytes stay where they are: serve them with 'run --role pool', or copy the bucket.
        """;

    private static readonly Option<string?> Folder = FolderOption.Create();
    private static readonly Option<string> To = new("--to") { HelpName = "DATABASE", Required = true, Description =
        "The connection string of an empty PostgreSQL database: Host=..." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("migrate", "Copies the tables of a lake in a folder to PostgreSQL, all or nothing.") { Folder, To };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var database = parsed.GetRequiredValue(To);
        if (!database.StartsWith("Host=", StringComparison.OrdinalIgnoreCase))
            throw new UsageException("--to takes the connection string of a PostgreSQL, which begins with Host=.");
        var folder = LakeFolder.Of(parsed.GetValue(Folder));
        if (folder.ReadSecrets() is null) throw new UsageException($"There is no lake in '{folder.Path}'.", ExitCode.NoLake);
        using var hold = folder.TryHold() ?? throw new UsageException(
            $"Another dreamlake process runs the lake in '{folder.Path}'. Stop it first; nothing was copied.", ExitCode.NoLake);
        try
        {
            var rows = await CopyAsync(folder, database, cancellationToken);
            Console.WriteLine($"{rows:N0} rows are copied. Next: 'dreamlake-lake run' with this database and KeysFile "
                + $"{Path.Combine(folder.Path, "keys.json")}, whose pool keys open {folder.Pool}.");
            return ExitCode.AllStored;
        }
        catch (Exception fault) when (DatabaseFault.Of(fault) is { } cause)
        {
            throw new UsageException($"The tables cannot be copied: {cause.Message} The folder is as it was.", ExitCode.NoLake);
        }
    }

    private static async Task<long> CopyAsync(LakeFolder folder, string database, CancellationToken cancellationToken)
    {
        await LakeTables.UpgradeAsync(folder.Database, cancellationToken);
        await LakeTables.UpgradeAsync(_ => database, cancellationToken);
        await using var target = new NpgsqlConnection(database);
        await target.OpenAsync(cancellationToken);
        await using var transaction = await target.BeginTransactionAsync(cancellationToken);
        var copy = new TableCopy(transaction);
        var rows = 0L;
        foreach (var service in LakeTables.Services) rows += await copy.CopyAsync(folder.Database(service), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rows;
    }
}
