using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using DreamLake.Cli.Tests.Harness;
using DreamLake.Testing.Engines;
using Xunit;

namespace DreamLake.Cli.Tests.Team;

/// <summary>The key that presigned addresses are signed with is rotated: at a team's pool, and at a lake in a folder.</summary>
public sealed class PoolKeyTests
{
    private static readonly (string Access, string Secret) Old = (new('A', 20), new('B', 20));
    private static readonly (string Access, string Secret) New = (new('C', 20), new('D', 20));

    [Fact]
    public async Task A_teams_pool_takes_both_keys_until_the_former_is_taken_away()
    {
        using var machine = new Machine();
        var (pool, bss, server) = (FreePort.Next(), FreePort.Next(), FreePort.Next());
        (await machine.RunLakeAsync("keys", Path.Combine(machine.Home, "keys.json"))).Ended(0);
        await File.WriteAllTextAsync(Path.Combine(machine.Home, "appsettings.json"), $$"""
            { "Database": "Data Source={{machine.Home}}/lake.db", "KeysFile": "{{machine.Home}}/keys.json",
              "Pool": { "Folder": "{{machine.Home}}/pool" }, "S3": { "Endpoint": "http://127.0.0.1:{{pool}}" },
              "Listen": { "Pool": "http://127.0.0.1:{{pool}}", "Bss": "http://127.0.0.1:{{bss}}",
                          "Server": "http://127.0.0.1:{{server}}" } }
            """, TestContext.Current.CancellationToken);
        var bytes = await StartAsync(machine, "pool", Old);
        var lake = await StartAsync(machine, "bss,server", Old);
        var token = (await machine.RunLakeAsync("token", "create", "--namespace", "alice", "--settings", "appsettings.json")).Ended(0);
        machine.With("DREAMLAKE_BSS_URL", $"http://127.0.0.1:{bss}").With("DREAMLAKE_REMOTE", $"http://127.0.0.1:{server}")
            .With("DREAMLAKE_API_KEY", token.Output.Trim());
        var before = await UploadAsync(machine, "captions.srt");

        string[] former = [$"--Pool:FormerAccessKey={Old.Access}", $"--Pool:FormerSecretKey={Old.Secret}"];
        bytes = await RestartAsync(bytes, machine, "pool", New, former);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(before));
        // BSS has the old key still.
        await UploadAsync(machine, "labels.jsonl");
        lake = await RestartAsync(lake, machine, "bss,server", New);
        var after = await UploadAsync(machine, "captions.vtt");
        Assert.Contains(New.Access, after.Query, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await GetAsync(before), await GetAsync(after)));

        bytes = await RestartAsync(bytes, machine, "pool", New);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK), (await GetAsync(before), await GetAsync(after)));
        bytes.Dispose();
        lake.Dispose();
    }

    [Theory]
    [InlineData(HttpStatusCode.OK)]
    [InlineData(HttpStatusCode.Forbidden, "--retire")]
    public async Task A_lake_in_a_folder_has_a_new_key_at_its_next_start(HttpStatusCode oldAddress, params string[] options)
    {
        using var machine = new Machine();
        var port = FreePort.Next();
        string[] started = ["--pool-url", $"http://127.0.0.1:{port}"];
        Uri before;
        await using (var lake = await ServingLake.StartAsync(machine, started))
        {
            lake.Use(machine);
            before = await UploadAsync(machine, "captions.srt");
            (await machine.RunLakeAsync(["keys", "rotate-pool", .. options])).Ended(0);
            Assert.Equal(HttpStatusCode.OK, await GetAsync(before));
        }

        await using (var lake = await ServingLake.StartAsync(machine, started))
        {
            lake.Use(machine);
            Assert.Equal(oldAddress, await GetAsync(before));
            Assert.Equal(HttpStatusCode.OK, await GetAsync(await UploadAsync(machine, "captions.vtt")));
        }
    }

    private static async Task<Started> StartAsync(
        Machine machine, string roles, (string Access, string Secret) key, params string[] more)
    {
        var process = machine.StartLake(
            ["run", "--role", roles, $"--S3:AccessKey={key.Access}", $"--S3:SecretKey={key.Secret}", .. more]);
        await process.ReadToAsync("The lake runs");
        return process;
    }

    private static async Task<Started> RestartAsync(
        Started process, Machine machine, string roles, (string Access, string Secret) key, params string[] more)
    {
        process.Interrupt();
        (await process.EndAsync()).Ended(0);
        process.Dispose();
        return await StartAsync(machine, roles, key, more);
    }

    /// <summary>Uploads a sample; answers the presigned address of its bytes.</summary>
    private static async Task<Uri> UploadAsync(Machine machine, string sample)
    {
        (await machine.RunAsync("upload", Machine.Sample(sample), "--episode", "alice@robotics")).Ended(0);
        var type = sample.EndsWith("jsonl", StringComparison.Ordinal) ? "label-track" : "text-track";
        var (server, token) = (machine.Variable("DREAMLAKE_REMOTE"), machine.Variable("DREAMLAKE_API_KEY"));
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        var answer = await http.GetStringAsync(
            new Uri(new Uri(server), $"/assets/{type}/download?namespace=alice&space=robotics&path=/{sample}"),
            TestContext.Current.CancellationToken);
        return new Uri(JsonNode.Parse(answer)!["url"]!.ToString());
    }

    private static async Task<HttpStatusCode> GetAsync(Uri presigned)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(presigned, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
