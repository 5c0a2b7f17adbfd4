using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DreamLake.Cli.Tests.Harness;
using DreamLake.Testing.Engines;
using Xunit;

namespace DreamLake.Cli.Tests.Team;

/// <summary>Keys of a lake that runs are rotated: what older ones signed is good until they are retired, and no longer.</summary>
public sealed class KeyRotationTests
{
    private const string Place = "namespace=alice&space=robotics&episode=run-042";
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Two_processes_follow_a_rotation_with_overlap_and_a_retirement()
    {
        using var machine = new Machine();
        var (pool, bssPort, serverPort) = (FreePort.Next(), FreePort.Next(), FreePort.Next());
        var (bssUrl, serverUrl) = (new Uri($"http://127.0.0.1:{bssPort}"), new Uri($"http://127.0.0.1:{serverPort}"));
        (await machine.RunLakeAsync("keys", Path.Combine(machine.Home, "keys.json"))).Ended(0);
        await File.WriteAllTextAsync(Path.Combine(machine.Home, "appsettings.json"), $$"""
            { "Database": "Data Source={{machine.Home}}/lake.db", "KeysFile": "{{machine.Home}}/keys.json",
              "Pool": { "Folder": "{{machine.Home}}/pool" },
              "S3": { "AccessKey": "AAAAAAAAAAAAAAAAAAAA", "SecretKey": "BBBBBBBBBBBBBBBBBBBB" },
              "Listen": { "Pool": "http://127.0.0.1:{{pool}}", "Bss": "{{bssUrl}}", "Server": "{{serverUrl}}" },
              "Server": { "BssUrl": "{{bssUrl}}" } }
            """, TestContext.Current.CancellationToken);
        using var bss = machine.StartLake("run", "--role", "bss,pool");
        await bss.ReadToAsync("The lake runs");
        using var server = machine.StartLake("run", "--role", "server");
        await server.ReadToAsync("The lake runs");
        var before = await MakeTokenAsync(machine);
        machine.With("DREAMLAKE_BSS_URL", bssUrl.AbsoluteUri).With("DREAMLAKE_REMOTE", serverUrl.AbsoluteUri)
            .With("DREAMLAKE_API_KEY", before);
        (await machine.RunAsync("upload", Machine.Sample("captions.srt"), "--episode", "alice@robotics:run-042")).Ended(0);
        var addressBefore = await SignedAddressAsync(serverUrl, before);

        var rotated = (await machine.RunLakeAsync("keys", "rotate", "--settings", "appsettings.json")).Ended(0).Output.Trim();
        while ((await KeysAsync(machine)).Single(key => key["state"]!.ToString() == "signs")["id"]!.ToString() != rotated)
            await AssertTakenAsync(bssUrl, serverUrl, before, addressBefore);
        var after = await MakeTokenAsync(machine);
        var addressAfter = await SignedAddressAsync(serverUrl, after);
        await AssertTakenAsync(bssUrl, serverUrl, after, addressAfter);
        await AssertTakenAsync(bssUrl, serverUrl, before, addressBefore);

        (await machine.RunLakeAsync("keys", "retire", "first", "--settings", "appsettings.json")).Ended(0);
        await RefusedInTimeAsync(async () => await AskAsync(bssUrl, "/videos/status?ids=x", before) == HttpStatusCode.Unauthorized);
        await RefusedInTimeAsync(async () => await AskAsync(serverUrl, "/episodes", before) == HttpStatusCode.Unauthorized);
        await RefusedInTimeAsync(async () => await FollowAsync(addressBefore) == HttpStatusCode.Forbidden);
        await AssertTakenAsync(bssUrl, serverUrl, after, addressAfter);
        var last = (await machine.RunLakeAsync("keys", "retire", rotated, "--settings", "appsettings.json")).Ended(2);
        Assert.Contains("the only keys that sign", last.Error, StringComparison.Ordinal);
        // One that starts now knows no more of the first ones than those that ran.
        await server.KillAsync();
        using var again = machine.StartLake("run", "--role", "server");
        await again.ReadToAsync("The lake runs");
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(serverUrl, "/episodes", before));
        await AssertTakenAsync(bssUrl, serverUrl, after, addressAfter);
    }

    [Fact]
    public async Task After_a_leak_all_that_was_signed_dies_and_the_owner_goes_on()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        (await machine.RunAsync("upload", Machine.Sample("captions.srt"), "--local", "--episode", "alice@robotics:run-042")).Ended(0);
        var address = await SignedAddressAsync(lake.Server, lake.Token);

        var run = (await machine.RunLakeAsync("keys", "rotate", "--retire")).Ended(0);
        Assert.Contains("All older ones are retired", run.Error, StringComparison.Ordinal);
        await RefusedInTimeAsync(async () => await AskAsync(lake.Bss, "/videos/status?ids=x", lake.Token) == HttpStatusCode.Unauthorized);
        await RefusedInTimeAsync(async () => await AskAsync(lake.Server, "/episodes", lake.Token) == HttpStatusCode.Unauthorized);
        await RefusedInTimeAsync(async () => await FollowAsync(address) == HttpStatusCode.Forbidden);

        // The owner's token lies where it lay, and opens the lake again; so does the lake's own door on this machine.
        var file = Path.Combine(machine.Home, ".dreamlake", "lake", "token");
        await RefusedInTimeAsync(async () => await AskAsync(lake.Server, "/episodes",
            (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Trim()) == HttpStatusCode.OK);
        (await machine.RunAsync("upload", Machine.Sample("labels.jsonl"), "--local", "--episode", "alice@robotics:run-042")).Ended(0);
        Assert.Equal("first retired", string.Join(' ', (await machine.RunLakeAsync("keys", "list", "--json")).Json.AsArray()
            .Where(key => key!["state"]!.ToString() == "retired").Select(key => $"{key!["id"]} {key["state"]}")));
    }

    [Fact]
    public async Task Keys_of_another_lake_do_not_open_a_database()
    {
        using var machine = new Machine();
        var folder = Path.Combine(machine.Home, ".dreamlake", "lake");
        await using (await ServingLake.StartAsync(machine)) (await machine.RunLakeAsync("keys", "rotate")).Ended(0);
        File.Delete(Path.Combine(folder, "keys.json"));
        (await machine.RunLakeAsync("keys", Path.Combine(folder, "keys.json"))).Ended(0);
        foreach (var command in new[] { new[] { "keys", "list" }, ["serve", "--bss-url", "http://127.0.0.1:0"] })
        {
            var run = (await machine.RunLakeAsync(command)).Ended(3);
            Assert.Contains("sealed under another keys.json", run.Error, StringComparison.Ordinal);
        }
    }

    private static async Task AssertTakenAsync(Uri bss, Uri server, string token, Uri address)
    {
        Assert.Equal(HttpStatusCode.OK, await AskAsync(bss, "/videos/status?ids=x", token));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(server, "/episodes", token));
        Assert.Equal(HttpStatusCode.Accepted, await FollowAsync(address));
    }

    private static async Task RefusedInTimeAsync(Func<Task<bool>> isSo)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await isSo()) Assert.True(TimeProvider.System.GetElapsedTime(begun) < Promised, "It took longer than 5 s.");
    }

    private static async Task<IEnumerable<JsonNode>> KeysAsync(Machine machine) =>
        (await machine.RunLakeAsync("keys", "list", "--json", "--settings", "appsettings.json")).Ended(0).Json.AsArray().OfType<JsonNode>();

    private static async Task<string> MakeTokenAsync(Machine machine) => (await machine.RunLakeAsync(
        "token", "create", "--namespace", "alice", "--settings", "appsettings.json")).Ended(0).Output.Trim();

    /// <summary>A fresh Lambda URL of the text track: DreamLake Server signs it, and BSS checks it.</summary>
    private static async Task<Uri> SignedAddressAsync(Uri server, string token)
    {
        using var http = Client(token);
        var stop = TestContext.Current.CancellationToken;
        var asset = JsonNode.Parse(await http.GetStringAsync(new Uri(server, $"/assets/text-track?{Place}"), stop))![0]!;
        var body = new JsonObject
        {
            ["namespace"] = "alice",
            ["space"] = "robotics",
            ["episodeName"] = "run-042",
            ["name"] = asset["name"]!.ToString(),
            ["bssTextTrackId"] = asset["bssId"]!.ToString(),
            ["format"] = "srt",
        };
        using var answer = await http.PostAsJsonAsync(new Uri(server, "/assets/text-track"), body, stop);
        return new Uri(JsonNode.Parse(await answer.Content.ReadAsStringAsync(stop))!["lambdaUrl"]!.ToString());
    }

    private static async Task<HttpStatusCode> FollowAsync(Uri address)
    {
        using var plain = new HttpClient();
        using var answer = await plain.PostAsync(address, null, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> AskAsync(Uri service, string path, string token)
    {
        using var http = Client(token);
        using var answer = await http.GetAsync(new Uri(service, path), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static HttpClient Client(string token) =>
        new() { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
}
