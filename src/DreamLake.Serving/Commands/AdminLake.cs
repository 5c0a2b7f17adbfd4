using System.CommandLine;
using DreamLake.Hosting;
using DreamLake.Hosting.Keys;
using DreamLake.Hosting.Tables;
using DreamLake.Hosting.Tokens;
using DreamLake.Serving.Lake;
using DreamLake.Serving.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace DreamLake.Serving.Commands;

/// <summary>
/// Which lake a command gives out tokens or keys of: the one in a folder, or the one that settings describe. It may run meanwhile.
/// </summary>
internal sealed class AdminLake
{
    /// <summary>The option that names a folder.</summary>
    public Option<string?> Folder { get; } = FolderOption.Create();

    /// <summary>The option that names settings.</summary>
    public Option<string[]> SettingsFile { get; } = new("--settings") { HelpName = "FILE", Description =
        "The settings of a lake that a team shares, in place of a folder." };

    /// <summary>Does something with its <see cref="TokenTable"/> or its <see cref="KeyTable"/>.</summary>
    /// <exception cref="UsageException">There is no such lake, or its table cannot be opened.</exception>
    public async Task<int> RunAsync<TTable>(ParseResult parsed, Func<TTable, Task> work, CancellationToken cancellationToken)
        where TTable : notnull
    {
        var (keys, database) = parsed.GetValue(SettingsFile) is { Length: > 0 } files
            ? OfSettings(files)
            : OfFolder(parsed.GetValue(Folder));
        try
        {
            var builder = LakeHost.CreateBuilder();
            builder.Services.AddSingleton(new KeyRing(keys, TimeProvider.System));
            builder.Services.AddTokenTable(database);
            await using var app = builder.Build();
            await app.Services.UpgradeOwnTablesAsync(cancellationToken);
            await work(app.Services.GetRequiredService<TTable>());
            return ExitCode.AllStored;
        }
        catch (Exception fault) when (DatabaseFault.Of(fault) is { } cause)
        {
            throw new UsageException($"The table of tokens cannot be used: {cause.Message}", ExitCode.NoLake);
        }
        catch (KeysFileException other)
        {
            throw new UsageException(other.Message, ExitCode.NoLake);
        }
    }

    private static (LakeKeys Keys, string Database) OfFolder(string? path)
    {
        var folder = LakeFolder.Of(path);
        var secrets = folder.ReadSecrets()
            ?? throw new UsageException($"There is no lake in '{folder.Path}' yet: 'dreamlake serve' makes one. "
                + "A lake elsewhere is named by --settings, or over the network by --server-url.", ExitCode.NoLake);
        return (secrets.Keys, folder.Database("tokens"));
    }

    private static (LakeKeys Keys, string Database) OfSettings(string[] files)
    {
        var configuration = SettingsFiles.Read(files, []);
        var settings = new SettingsReader(configuration, []).Read<SharedSettings>("");
        var database = settings.TokensDatabase ?? settings.Database
            ?? throw new UsageException("The settings name no Database and no TokensDatabase.");
        var file = settings.KeysFile ?? throw new UsageException("The settings name no KeysFile.");
        var secrets = SecretsFile.At(file).Read()
            ?? throw new UsageException($"KeysFile '{file}' is not there.", ExitCode.NoLake);
        return (secrets.Keys, database);
    }
}
