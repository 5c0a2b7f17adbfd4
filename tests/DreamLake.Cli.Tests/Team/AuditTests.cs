using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using DreamLake.Cli.Tests.Harness;
using Microsoft.Data.Sqlite;
using Xunit;

namespace DreamLake.Cli.Tests.Team;

/// <summary>The audit log of a lake that serves: what a whole upload leaves in it, who may read it, and that nobody changes it.</summary>
public sealed class AuditTests
{
    [Fact]
    public async Task Upload_is_written_down_with_who_and_what_and_no_secret()
    {
        using var machine = new Machine();
        var lines = Path.Combine(machine.Home, "audit");
        await using var lake = await ServingLake.StartAsync(machine, "--audit-folder", lines);
        var token = (await machine.RunAsync("token", "create", "--namespace", "alice")).Ended(0).Output.Trim();
        var id = JsonNode.Parse((await machine.RunAsync("token", "list", "--json")).Ended(0).Output)![0]!["id"]!.ToString();
        machine.File("a.mp4", 1000);
        lake.Use(machine).With("DREAMLAKE_API_KEY", token);
        (await machine.RunAsync("upload", "a.mp4", "--episode", "alice@robotics")).Ended(0);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ReadAsync(new Uri(lake.Server, "/episodes"), "no token")).Status);

        var entries = await EntriesAsync(machine, "alice");
        var complete = entries.Single(entry => entry["verb"]!.ToString().EndsWith("/complete", StringComparison.Ordinal)
            || entry["verb"]!.ToString().EndsWith("/complete-batch", StringComparison.Ordinal));
        Assert.StartsWith("alice/robotics/staging/", complete["subject"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal((id, 200, "alice"), (
            complete["tokenId"]!.ToString(), complete["status"]!.GetValue<int>(), complete["namespace"]!.ToString()));
        Assert.Equal("127.0.0.1", complete["from"]!.ToString().Replace("::ffff:", "", StringComparison.Ordinal));
        Assert.Contains(entries, entry => entry["subject"]?.ToString() == "alice@robotics /a.mp4");
        Assert.Contains(await EntriesAsync(machine, null), entry => entry["status"]!.GetValue<int>() == 401);

        await AssertNoSecretAsync(machine, lines, token);
    }

    [Fact]
    public async Task Nobody_changes_an_entry_and_an_admin_reads_those_of_the_own_namespace()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        var admin = (await machine.RunAsync("token", "create", "--namespace", "alice", "--admin")).Ended(0).Output.Trim();
        var writer = (await machine.RunAsync("token", "create", "--namespace", "alice")).Ended(0).Output.Trim();
        machine.File("a.mp4", 1000);
        lake.Use(machine).With("DREAMLAKE_API_KEY", writer);
        (await machine.RunAsync("upload", "a.mp4", "--episode", "alice@robotics")).Ended(0);
        (await machine.With("DREAMLAKE_API_KEY", lake.Token).RunAsync("upload", "a.mp4", "--episode", "bob@robotics")).Ended(0);

        Assert.Equal(HttpStatusCode.Forbidden, (await ReadAsync(new Uri(lake.Bss, "/audit"), writer)).Status);
        var (_, own) = await ReadAsync(new Uri(lake.Bss, "/audit?limit=2"), admin);
        Assert.Equal(2, JsonNode.Parse(own)!.AsArray().Count);
        Assert.All(JsonNode.Parse(own)!.AsArray(), entry => Assert.Equal("alice", entry!["namespace"]!.ToString()));
        Assert.DoesNotContain("bob@", (await ReadAsync(new Uri(lake.Bss, "/audit"), admin)).Body, StringComparison.Ordinal);
        Assert.Contains("bob@", (await ReadAsync(new Uri(lake.Bss, "/audit"), lake.Token)).Body, StringComparison.Ordinal);

        var folder = Path.Combine(machine.Home, ".dreamlake", "lake");
        var file = Directory.EnumerateFiles(folder, "bss*.db", SearchOption.AllDirectories).Single();
        await using var connection = new SqliteConnection($"Data Source={file}");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        foreach (var sql in new[] { "UPDATE audit_bss SET Status = 500", "DELETE FROM audit_bss" })
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            var refused = await Assert.ThrowsAsync<SqliteException>(() =>
                command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
            Assert.Contains("gives none up", refused.Message, StringComparison.Ordinal);
        }
    }

    private static async Task<List<JsonNode>> EntriesAsync(Machine machine, string? @namespace)
    {
        string[] of = @namespace is null ? [] : ["--namespace", @namespace];
        var shown = (await machine.RunAsync(["audit", "--since", "1h", "--json", .. of])).Ended(0).Output;
        return [.. shown.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }

    private static async Task AssertNoSecretAsync(Machine machine, string lines, string token)
    {
        var written = (await machine.RunAsync("audit", "--json")).Ended(0).Output;
        foreach (var file in Directory.EnumerateFiles(lines))
        {
            await using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(open);
            written += await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        }

        Assert.Contains("/complete", written, StringComparison.Ordinal);
        foreach (var secret in new[] { token, token.Split('.')[2], "X-Amz-Signature", "sig=", "Bearer" })
            Assert.DoesNotContain(secret, written, StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, string Body)> ReadAsync(Uri address, string token)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
