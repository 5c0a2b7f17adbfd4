using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DreamLake.Bss;
using DreamLake.Hosting.Audit;
using DreamLake.Protocol;
using DreamLake.Server;
using Microsoft.Extensions.DependencyInjection;

namespace DreamLake.Serving.Commands;

/// <summary><c>dreamlake audit</c>: shows who did what in a lake.</summary>
internal static class AuditCommand
{
    /// <summary>What its help shows after the options.</summary>
    public const string Examples = """
        Examples:
          dreamlake audit
          dreamlake audit --since 7d --namespace alice
          dreamlake audit --since 2026-01-31T12:00:00Z --json

        Shown are requests that changed something, gave out an address of bytes, or were refused for who
        asked: of BSS first, then of DreamLake Server, each in its order. The lake may run meanwhile.
        """;

    private const int PageSize = 1000;

    private static readonly Option<string> Since = new("--since") { HelpName = "TIME", DefaultValueFactory = _ => "24h", Description =
        "From when on: 45m, 12h or 30d ago, or a time like 2026-01-31T12:00:00Z." };
    private static readonly Option<string?> Namespace = new("--namespace") { HelpName = "NAME", Description =
        "What was done with tokens of this namespace. Default: all." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print a JSON document a line." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var lake = new AdminLake();
        var command = new Command("audit", "Shows who did what in a lake, from where, and what came of it.")
        {
            Since, Namespace, lake.Folder, lake.SettingsFile, Json,
        };
        command.SetAction((parsed, cancellationToken) => lake.RunAsync(
            parsed, (services, databases) => services.AddBssTables(databases.Bss).AddServerTables(databases.Server),
            provider => ShowAsync(provider, parsed, cancellationToken), cancellationToken));
        return command;
    }

    private static async Task ShowAsync(IServiceProvider provider, ParseResult parsed, CancellationToken cancellationToken)
    {
        var since = TimeOf(parsed.GetRequiredValue(Since), TimeProvider.System.GetUtcNow());
        var @namespace = parsed.GetValue(Namespace) is { } name ? NameRules.Normalize(name) : null;
        foreach (var log in provider.GetServices<AuditLog>())
        {
            var after = 0L;
            IReadOnlyList<AuditEntry> page;
            do
            {
                page = await log.ReadAsync(since, @namespace, after, PageSize, cancellationToken);
                foreach (var entry in page) Show(log.Service, entry, parsed.GetValue(Json));
                if (page.Count > 0) after = page[^1].Id;
            }
            while (page.Count == PageSize);
        }
    }

    private static void Show(string service, AuditEntry entry, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(entry, AuditJson.Default.AuditEntry));
            return;
        }

        var who = entry.Namespace is null ? "-" : $"{NameRules.Printable(entry.Namespace)} ({Id(entry)})";
        Console.WriteLine($"{entry.At:u}  {service,-6}  {entry.Status}  {who}  {entry.From ?? "-"}  {entry.Verb}  {entry.Subject ?? "-"}  "
            + entry.RequestId);
    }

    private static string Id(AuditEntry entry) =>
        (entry.Person is { } person ? NameRules.Printable(person) + ", " : "") + (entry.TokenId ?? "no id");

    private static DateTimeOffset TimeOf(string text, DateTimeOffset now)
    {
        if (TimeText.Minutes(text) is { } minutes && minutes <= TimeSpan.FromDays(3650).TotalMinutes)
            return now.AddMinutes(-(double)minutes);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : throw new UsageException($"{Since.Name} takes a time like 45m, 12h, 30d or 2026-01-31T12:00:00Z.");
    }
}
