using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using DreamLake.Bss;
using DreamLake.Bss.Usage;
using DreamLake.Hosting.Limits;
using DreamLake.Lambda;
using DreamLake.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace DreamLake.Serving.Commands;

/// <summary><c>dreamlake quota</c>: shows and sets what namespaces may have and do.</summary>
internal static class QuotaCommand
{
    /// <summary>What its help shows after the options.</summary>
    public const string Examples = """
        Examples:
          dreamlake quota set --namespace alice --bytes 500GiB --open-uploads 50
          dreamlake quota set --namespace alice --bytes none
          dreamlake quota show
          dreamlake quota show --namespace alice --json

        The lake may run meanwhile: every service goes by a new limit within 3 s. What is stored past a new
        limit stays. A lake that a team shares is named by its settings, as 'dreamlake-lake run' reads them:
          dreamlake-lake quota show --settings /etc/dreamlake/lake.json
        """;

    private static readonly Option<string> Namespace = new("--namespace") { HelpName = "NAME", Required = true, Description =
        "The namespace that is limited." };
    private static readonly Option<string?> OneNamespace = new("--namespace") { HelpName = "NAME", Description =
        "The namespace to show, with what it has. Default: all that are limited." };
    private static readonly Option<string?> Bytes = new("--bytes") { HelpName = "SIZE", Description =
        "Bytes of contents, uploads under way included: 1000000, 500MiB, 2TiB, or none." };
    private static readonly Option<string?> Objects = Limit("--objects", "Contents, uploads under way included.");
    private static readonly Option<string?> OpenUploads = Limit("--open-uploads", "Uploads under way at a time.");
    private static readonly Option<string?> WaitingJobs = Limit("--waiting-jobs", "Files that wait to be split.");
    private static readonly Option<string?> Requests = Limit("--requests-per-second", "Requests that are answered in a second.");

    /// <summary>The command.</summary>
    public static Command Create() => new("quota", "Shows and sets what namespaces of a lake may have and do.") { ShowVerb(), SetVerb() };

    private static Option<string?> Limit(string name, string description) =>
        new(name) { HelpName = "N", Description = description[..^1] + ": a number, or none." };

    private static Command ShowVerb()
    {
        var (lake, json) = (new AdminLake(), new Option<bool>("--json") { Description = "Print JSON." });
        var command = new Command("show", "Shows what namespaces may have, and what they have.")
        {
            OneNamespace, lake.Folder, lake.SettingsFile, json,
        };
        command.SetAction((parsed, cancellationToken) => lake.RunAsync(
            parsed, AddTables, provider => ShowAsync(provider, parsed.GetValue(OneNamespace), parsed.GetValue(json), cancellationToken),
            cancellationToken));
        return command;
    }

    private static Command SetVerb()
    {
        var lake = new AdminLake();
        var command = new Command("set", "Sets limits of a namespace; those that are not named stay as they are.")
        {
            Namespace, Bytes, Objects, OpenUploads, WaitingJobs, Requests, lake.Folder, lake.SettingsFile,
        };
        command.SetAction((parsed, cancellationToken) => lake.RunAsync(
            parsed, AddTables, provider => SetAsync(provider, parsed, cancellationToken), cancellationToken));
        return command;
    }

    private static void AddTables(IServiceCollection services, LakeDatabases databases) => services.AddLimits(databases.Tokens)
        .AddBssTables(databases.Bss)
        .AddJobQueue(new LambdaOptions { Bucket = "", WorkFolder = "", Database = databases.Lambda });

    private static async Task ShowAsync(
        IServiceProvider provider, string? @namespace, bool json, CancellationToken cancellationToken)
    {
        var (table, usage) = (provider.GetRequiredService<LimitsTable>(), provider.GetRequiredService<UsageTable>());
        var all = @namespace is null
            ? await table.ListAsync(cancellationToken)
            : [await table.FindAsync(PlaceName.Of("namespace", @namespace), cancellationToken)];
        var shown = new List<ShownQuota>();
        foreach (var limits in all) shown.Add(new ShownQuota(limits, await usage.FindAsync(limits.Namespace, cancellationToken)));
        if (json) Console.WriteLine(JsonSerializer.Serialize(shown, QuotaJson.Default.ListShownQuota));
        else if (shown.Count == 0) Console.Error.WriteLine("dreamlake: no namespace is limited.");
        else foreach (var quota in shown) Show(quota);
    }

    private static void Show(ShownQuota quota)
    {
        var (limits, used) = (quota.Limits, quota.Used);
        Console.WriteLine(NameRules.Printable(limits.Namespace));
        Line("bytes", used.Bytes, limits.Bytes);
        Line("objects", used.Objects, limits.Objects);
        Line("open uploads", used.OpenUploads, limits.OpenUploads);
        Line("waiting jobs", used.WaitingJobs, limits.WaitingJobs);
        Console.WriteLine($"  {"requests a second",-18}  {Text(limits.RequestsPerSecond),24}");
    }

    private static void Line(string what, long used, long? most) => Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"  {what,-18}  {used,20:N0} of {Text(most)}"));

    private static string Text(long? most) => most is { } number ? number.ToString("N0", CultureInfo.InvariantCulture) : "no limit";

    private static async Task SetAsync(IServiceProvider provider, ParseResult parsed, CancellationToken cancellationToken)
    {
        var table = provider.GetRequiredService<LimitsTable>();
        var before = await table.FindAsync(PlaceName.Of("namespace", parsed.GetRequiredValue(Namespace)), cancellationToken);
        var limits = before with
        {
            Bytes = Read(parsed, Bytes, before.Bytes),
            Objects = Read(parsed, Objects, before.Objects),
            OpenUploads = Read(parsed, OpenUploads, before.OpenUploads),
            WaitingJobs = Read(parsed, WaitingJobs, before.WaitingJobs),
            RequestsPerSecond = Read(parsed, Requests, before.RequestsPerSecond),
        };
        if (limits == before) throw new UsageException("Name a limit to set: --bytes, --objects, --open-uploads, --waiting-jobs or "
            + "--requests-per-second.");
        if (limits.Fault() is { } fault) throw new UsageException(fault);
        await table.SetAsync(limits, cancellationToken);
        await ShowAsync(provider, limits.Namespace, json: false, cancellationToken);
    }

    private static long? Read(ParseResult parsed, Option<string?> option, long? before) => parsed.GetValue(option) switch
    {
        null => before,
        "none" => null,
        var text => SizeText.Parse(text, allowsUnits: option == Bytes)
            ?? throw new UsageException($"{option.Name} takes a whole number{(option == Bytes ? " or a size like 500GiB" : "")}, or none."),
    };

    /// <summary>A namespace as JSON.</summary>
    internal sealed record ShownQuota(NamespaceLimits Limits, NamespaceUsage Used);
}

/// <summary>What <c>quota show</c> prints as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(List<QuotaCommand.ShownQuota>))]
internal sealed partial class QuotaJson : JsonSerializerContext;
