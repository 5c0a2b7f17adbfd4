using System.CommandLine;
using DreamLake.Hosting;
using DreamLake.Hosting.Keys;
using DreamLake.Hosting.Tables;
using DreamLake.Hosting.Tokens;
using DreamLake.Serving.Lake;
using DreamLake.Serving.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace DreamLake.Serving.Commands;

/// <summary>Which lake an admin's command is about: the one in a folder, or the one that settings describe. It may run meanwhile.</summary>
internal sealed class AdminLake
{
    /// <summary>The option that names a folder.</summary>
    public Option<string?> Folder { get; } = FolderOption.Create();

    /// <summary>The option that names settings.</summary>
    public Option<string[]> SettingsFile { get; } = new("--settings") { HelpName = "FILE", Description =
        "The settings of a lake that a team shares, in place of a folder. Default: variables, where DREAMLAKE_LAKE_KeysFile is set." };

    /// <summary>Does something with its <see cref="TokenTable"/> or its <see cref="KeyTable"/>.</summary>
    /// <exception cref="UsageException">There is no such lake, or its table cannot be opened.</exception>
    public Task<int> RunAsync<TTable>(ParseResult parsed, Func<TTable, Task> work, CancellationToken cancellationToken)
        where TTable : notnull => RunAsync(
        parsed, (services, databases) => services.AddTokenTable(databases.Tokens),
        provider => work(provider.GetRequiredService<TTable>()), cancellationToken);

    /// <summary>Does something with its tables.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="add">Registers those that are needed.</param>
    /// <param name="work">What is done.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="UsageException">There is no such lake, or its tables cannot be opened.</exception>
    public async Task<int> RunAsync(
        ParseResult parsed, Action<IServiceCollection, LakeDatabases> add, Func<IServiceProvider, Task> work,
        CancellationToken cancellationToken)
    {
        var (folder, files) = (parsed.GetValue(Folder), parsed.GetValue(SettingsFile) ?? []);
        var (keys, databases) = files.Length > 0 || (folder is null && SettingsFiles.AreInVariables)
            ? OfSettings(files)
            : OfFolder(folder);
        try
        {
            var builder = LakeHost.CreateBuilder();
            builder.Services.AddSingleton(new KeyRing(keys, TimeProvider.System));
            add(builder.Services, databases);
            await using var app = builder.Build();
            await app.Services.UpgradeOwnTablesAsync(cancellationToken);
            await work(app.Services);
            return ExitCode.AllStored;
        }
        catch (Exception fault) when (DatabaseFault.Of(fault) is { } cause)
        {
            throw new UsageException($"The tables of the lake cannot be used: {cause.Message}", ExitCode.NoLake);
        }
        catch (KeysFileException other)
        {
            throw new UsageException(other.Message, ExitCode.NoLake);
        }
    }

    private static (LakeKeys Keys, LakeDatabases Databases) OfFolder(string? path)
    {
        var folder = LakeFolder.Of(path);
        var secrets = folder.ReadSecrets()
            ?? throw new UsageException($"There is no lake in '{folder.Path}' yet: 'dreamlake serve' makes one. "
                + "A lake elsewhere is named by --settings, or over the network by --server-url.", ExitCode.NoLake);
        return (secrets.Keys, new LakeDatabases(
            folder.Database("tokens"), folder.Database("bss"), folder.Database("server"), folder.Database("lambda")));
    }

    private static (LakeKeys Keys, LakeDatabases Databases) OfSettings(string[] files)
    {
        var configuration = SettingsFiles.Read(files, []);
        var settings = new SettingsReader(configuration, []).Read<SharedSettings>("");
        var database = settings.TokensDatabase ?? settings.Database
            ?? throw new UsageException("The settings name no Database and no TokensDatabase.");
        var file = settings.KeysFile ?? throw new UsageException("The settings name no KeysFile.");
        var secrets = SecretsFile.At(file).Read()
            ?? throw new UsageException($"KeysFile '{file}' is not there.", ExitCode.NoLake);
        return (secrets.Keys, new LakeDatabases(database, Of("Bss"), Of("Server"), Of("Lambda")));

        string Of(string role) => configuration[$"{role}:Database"] ?? settings.Database ?? database;
    }
}

/// <summary>Where the tables of a lake lie, as connection strings.</summary>
/// <param name="Tokens">Tokens and limits.</param>
/// <param name="Bss">BSS's.</param>
/// <param name="Server">DreamLake Server's.</param>
/// <param name="Lambda">The Lambda's.</param>
internal sealed record LakeDatabases(string Tokens, string Bss, string Server, string Lambda);
