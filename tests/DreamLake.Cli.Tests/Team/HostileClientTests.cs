using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DreamLake.Cli.Tests.Harness;
using DreamLake.Testing.Engines.Ceph;
using DreamLake.Testing.Engines.Postgres;
using Xunit;

namespace DreamLake.Cli.Tests.Team;

/// <summary>
/// Clients that lie, at a team's lake: each of their calls is a connection of its own, which the proxy gives to the next process.
/// </summary>
public sealed class HostileClientTests(PostgresFixture postgres, CephFixture ceph)
    : IClassFixture<PostgresFixture>, IClassFixture<CephFixture>
{
    private static readonly byte[] Good = "{\"is\":\"good\"}\n"u8.ToArray();
    private static readonly byte[] Evil = "{\"is\":\"evil\"}\n"u8.ToArray();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lies_are_refused_whichever_process_hears_them_and_tenants_see_nothing_of_each_other()
    {
        using var machine = new Machine();
        var database = await postgres.Engine.CreateDatabaseAsync(Cancel);
        await using var lake = await TeamLake.StartAsync(machine, database, ceph.Engine.Endpoint, "hostile");
        using var alice = Client(await lake.TokenAsync("alice"));
        using var bob = Client(await lake.TokenAsync("bob"));

        // Other bytes than the digest that was told: refused, by either process, however often it is asked.
        var lied = await SendAsync(lake, alice, "lied", Evil);
        for (var time = 0; time < 4; time++)
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await CompleteAsync(lake, alice, lied)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await RegisterAsync(lake, alice, "lied")).StatusCode);

        // Twelve completes of the right bytes and of others at once: what is served is right.
        var told = new List<JsonObject>();
        for (var one = 0; one < 12; one++) told.Add(await SendAsync(lake, alice, "raced", one % 3 == 0 ? Evil : Good));
        var answers = await Task.WhenAll(told.Select(complete => CompleteAsync(lake, alice, complete)));
        for (var one = 0; one < 12; one++)
        {
            if (one % 3 == 0) Assert.Equal(HttpStatusCode.UnprocessableEntity, answers[one].StatusCode);
            else Assert.Contains(answers[one].StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable });
        }

        var registered = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => RegisterAsync(lake, alice, "raced")));
        var ids = new HashSet<string>();
        foreach (var answer in registered) ids.Add((await answer.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["id"]!.ToString());
        var id = Assert.Single(ids);
        var url = (await alice.GetFromJsonAsync<JsonObject>(new Uri(lake.Bss, $"/labels/{id}/download"), Cancel))!["url"]!.ToString();
        using var plain = new HttpClient();
        Assert.Equal(Good, await plain.GetByteArrayAsync(new Uri(url), Cancel));

        // Another tenant: neither process serves it, takes its key or registers it.
        for (var time = 0; time < 2; time++)
        {
            foreach (var path in new[] { "download", "metadata" })
            {
                using var read = await bob.GetAsync(new Uri(lake.Bss, $"/labels/{id}/{path}"), Cancel);
                Assert.Contains(read.StatusCode, new[] { HttpStatusCode.Forbidden, HttpStatusCode.NotFound });
            }

            Assert.Equal(HttpStatusCode.Forbidden, (await CompleteAsync(lake, bob, told[1])).StatusCode);
            var asset = new JsonObject
            {
                ["namespace"] = "bob",
                ["space"] = "theirs",
                ["episodeName"] = "e",
                ["name"] = "/stolen.jsonl",
                ["bssLabelId"] = id,
            };
            using var stolen = await bob.PostAsJsonAsync(new Uri(lake.Server, "/assets/label-track"), asset, Cancel);
            Assert.Equal(HttpStatusCode.Forbidden, stolen.StatusCode);
        }

        using var listed = await bob.GetAsync(new Uri(lake.Server, "/assets/label-track?namespace=bob&space=theirs"), Cancel);
        Assert.Equal(HttpStatusCode.NotFound, listed.StatusCode);
    }

    /// <summary>Begins an upload of the good bytes, and sends some; the body of its Complete.</summary>
    private static async Task<JsonObject> SendAsync(TeamLake lake, HttpClient client, string space, byte[] sent)
    {
        var init = new
        {
            owner = "alice", project = space, hash = Digest[..16], contentType = "application/jsonl", sha256 = Digest, size = Good.Length,
        };
        var upload = await PostAsync(lake, client, "/labels/upload/multipart/init", init);
        var (uploadId, key) = (upload["uploadId"]!.ToString(), upload["key"]!.ToString());
        var urls = await PostAsync(lake, client, "/labels/upload/multipart/parts", new { uploadId, key, partNumbers = new[] { 1 } });
        using var plain = new HttpClient();
        using var put = await plain.PutAsync(urls["parts"]!["1"]!.ToString(), new ByteArrayContent(sent), Cancel);
        put.EnsureSuccessStatusCode();
        var parts = new JsonArray(new JsonObject { ["partNumber"] = 1, ["etag"] = put.Headers.ETag!.Tag });
        return new JsonObject { ["uploadId"] = uploadId, ["key"] = key, ["parts"] = parts };
    }

    private static string Digest => Convert.ToHexStringLower(SHA256.HashData(Good));

    private static Task<HttpResponseMessage> CompleteAsync(TeamLake lake, HttpClient client, JsonObject complete) =>
        client.PostAsJsonAsync(new Uri(lake.Bss, "/labels/upload/multipart/complete"), complete, Cancel);

    private static Task<HttpResponseMessage> RegisterAsync(TeamLake lake, HttpClient client, string space) => client.PostAsJsonAsync(
        new Uri(lake.Bss, "/labels"),
        new { name = "/a.jsonl", owner = "alice", project = space, episodeId = "e", stagingHash = Digest[..16], sha256 = Digest }, Cancel);

    private static async Task<JsonObject> PostAsync(TeamLake lake, HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(new Uri(lake.Bss, path), body, Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
        return (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancel))!;
    }

    private static HttpClient Client(string token) => new()
    {
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token), ConnectionClose = true },
    };
}
