using System.Text.RegularExpressions;
using DreamLake.Cli.Tests.Harness;
using DreamLake.Serving.Settings;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace DreamLake.Cli.Tests.Team;

/// <summary>How a process of a lake is set up: every fault is told at once, and what docs/deploy.md lists is what there is.</summary>
public sealed partial class SettingsTests
{
    [Fact]
    public async Task Every_fault_is_a_line_and_nothing_starts()
    {
        using var machine = new Machine();
        var run = (await machine.RunLakeAsync(
            "run", "--role", "bss,lambda", "--Bss:PartUrlLifetime=soon", "--Lambda:Workers=-1", "--Bss:Nosuch=1", "--S3:SecretKey=hush",
            "--Listen:Bss=ftp://x", "--Bss:ScrubInterval", "soon", "stray", "--nosuch")).Ended(2);
        var lines = run.Error.Trim().Split('\n');
        Assert.All(lines, line => Assert.StartsWith("dreamlake-lake: ", line, StringComparison.Ordinal));
        foreach (var told in new[]
        {
            "Bss:PartUrlLifetime is 'soon'", "Lambda:Workers is '-1'", "Bss:Nosuch is no setting", "S3:AccessKey and S3:SecretKey",
            "Listen:Bss is 'ftp://x'", "Bss:Database is not set", "Lambda:Database is not set", "KeysFile is not set",
            "TokensDatabase is not set", "Bss:ScrubInterval is 'soon'", "'stray' sets nothing", "'--nosuch' sets nothing",
        })
        {
            Assert.Single(lines, line => line.Contains(told, StringComparison.Ordinal));
        }

        Assert.Equal(12, lines.Length);
        Assert.DoesNotContain("hush", run.Error + run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'dreamlake-lake run --help' shows how", "run")]
    [InlineData("'dreamlake-lake --help' shows how", "nosuch")]
    [InlineData("LineNumber: 1", "run", "--role", "bss", "--settings", "bad.json")]
    public async Task What_cannot_be_read_is_one_line_that_says_where_and_what_to_type(string told, params string[] typed)
    {
        using var machine = new Machine();
        await File.WriteAllTextAsync(Path.Combine(machine.Home, "bad.json"), "{\n bad", TestContext.Current.CancellationToken);
        var run = (await machine.RunLakeAsync(typed)).Ended(2);
        Assert.StartsWith("dreamlake", Assert.Single(run.Error.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.Contains(told, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lake_that_variables_describe_is_its_admins_too()
    {
        using var machine = new Machine();
        var keys = Path.Combine(machine.Home, "keys.json");
        (await machine.RunLakeAsync("keys", keys)).Ended(0);
        machine.With("DREAMLAKE_LAKE_KeysFile", keys).With("DREAMLAKE_LAKE_Database", $"Data Source={machine.Home}/lake.db");
        var made = (await machine.RunLakeAsync("token", "create", "--namespace", "alice")).Ended(0).Output.Trim();
        Assert.Equal(3, made.Split('.').Length);
        Assert.Contains("alice", (await machine.RunLakeAsync("token", "list")).Ended(0).Output, StringComparison.Ordinal);
        var named = await machine.RunLakeAsync("token", "list", "--folder", Path.Combine(machine.Home, "elsewhere"));
        Assert.Contains("There is no lake in", named.Ended(3).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_of_a_database_that_does_not_answer_is_not_shown()
    {
        using var machine = new Machine();
        var keys = Path.Combine(machine.Home, "keys.json");
        (await machine.RunLakeAsync("keys", keys)).Ended(0);
        Assert.Contains("there already", (await machine.RunLakeAsync("keys", keys)).Ended(2).Error, StringComparison.Ordinal);
        using var process = machine.StartLake(
            "run", "--role", "server", $"--KeysFile={keys}", "--Server:BssUrl=http://localhost:1",
            "--Database=Host=127.0.0.1;Port=1;Username=u;Password=hush;Timeout=2", "--Listen:Server=http://127.0.0.1:0");
        await process.ErrorHasAsync("waits for the database of DreamLake Server");
        process.Interrupt();
        var run = await process.EndAsync();
        Assert.NotEqual(0, run.ExitCode);
        Assert.DoesNotContain("hush", run.Error + run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_of_settings_in_the_docs_is_that_of_the_code()
    {
        var listed = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "docs", "deploy.md"))
            .SkipWhile(line => line != "## Settings").Select(line => Row().Match(line)).Where(row => row.Success)
            .Select(row => (row.Groups["key"].Value, row.Groups["default"].Value)).ToList();
        Assert.Equal(SettingsTable.All().Select(setting => (setting.Key, setting.Default is { } text ? $"`{text}`" : "")), listed);
    }

    [Fact]
    public void The_files_for_installing_name_settings_and_roles_that_there_are()
    {
        var known = SettingsTable.All().Select(setting => setting.Key).ToHashSet(StringComparer.Ordinal);
        var folder = Path.Combine(AppContext.BaseDirectory, "deploy");
        var text = string.Join('\n', Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(File.ReadAllText));
        var named = Variable().Matches(text)
            .Select(match => match.Groups["key"].Value.Replace("__", ":", StringComparison.Ordinal)).ToList();
        Assert.True(named.Count > 10);
        Assert.All(named, key => Assert.Contains(key, known));
        Assert.All(Role().Matches(text), match =>
            Assert.Contains(match.Groups["role"].Value, new[] { "bss", "server", "lambda", "pool", "%i" }));

        // A volume over a folder that the image lacks belongs to root, and the lake writes nothing there.
        var image = File.ReadAllText(Path.Combine(folder, "container", "Containerfile"));
        var volumes = Volume().Matches(File.ReadAllText(Path.Combine(folder, "container", "compose.yaml")));
        Assert.Equal(2, volumes.Count);
        Assert.All(volumes, volume => Assert.Contains(volume.Groups["folder"].Value, image, StringComparison.Ordinal));

        var faults = new List<string>();
        var settings = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "deploy", "lake.json")).Build();
        LakeSettings.Read(LakeRole.Bss | LakeRole.Server | LakeRole.Lambda, settings, faults);
        Assert.Empty(faults);
    }

    [GeneratedRegex(@"DREAMLAKE_LAKE_(?<key>\w+)[:=]")]
    private static partial Regex Variable();

    [GeneratedRegex(@"""\w+:(?<folder>/var/lib/dreamlake/\w+)""")]
    private static partial Regex Volume();

    [GeneratedRegex(@"--role[ "",]+(?<role>[\w%]+)")]
    private static partial Regex Role();

    [GeneratedRegex(@"^\| `(?<key>[A-Za-z0-9:]+)` \| (?<default>[^|]*?) ?\|")]
    private static partial Regex Row();
}
