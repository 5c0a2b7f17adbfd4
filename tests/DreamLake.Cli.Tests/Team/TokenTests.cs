using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using DreamLake.Cli.Tests.Harness;
using Xunit;

namespace DreamLake.Cli.Tests.Team;

/// <summary>Tokens that a lake gives out, while it serves: what each opens, and that it can be taken back.</summary>
public sealed class TokenTests
{
    private const string Init = """{"owner":"alice","project":"robotics","hash":"0123456789abcdef","contentType":"video/mp4"}""";
    private const string Lookup = """{"namespace":"alice","space":"robotics","names":[{"type":"video","name":"/a.mp4"}]}""";

    [Fact]
    public async Task A_token_opens_what_it_was_made_for_and_nothing_else()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        machine.File("a.mp4", 100);
        (await lake.Use(machine).RunAsync("upload", "a.mp4", "--episode", "alice@robotics")).Ended(0);

        var alice = await MakeAsync(machine, "--namespace", "alice");
        Assert.Equal(HttpStatusCode.OK, await PostAsync(lake.Bss, "/videos/upload/multipart/init", Init, alice));
        var bob = await MakeAsync(machine, "--namespace", "bob");
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(lake.Bss, "/videos/upload/multipart/init", Init, bob));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(lake.Server, "/assets/video?namespace=alice&space=robotics", bob));

        var reader = await MakeAsync(machine, "--namespace", "alice", "--read-only");
        Assert.Equal(HttpStatusCode.OK, await GetAsync(lake.Server, "/assets/video?namespace=alice&space=robotics", reader));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(lake.Server, "/assets/lookup", Lookup, reader));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(lake.Bss, "/videos/upload/multipart/init", Init, reader));

        var elsewhere = await MakeAsync(machine, "--namespace", "alice", "--space", "other");
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(lake.Bss, "/videos/upload/multipart/init", Init, elsewhere));
        var other = Init.Replace("robotics", "other", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(lake.Bss, "/videos/upload/multipart/init", other, elsewhere));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(lake.Server, "/assets/video?namespace=alice&space=robotics", elsewhere));
        var id = (await lake.GetAsync("/assets/video?namespace=alice&space=robotics"))[0]!;
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(lake.Server, $"/assets/video/{id["id"]}", elsewhere));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(lake.Bss, $"/videos/{id["bssId"]}/metadata", elsewhere));
    }

    [Fact]
    public async Task A_token_that_is_taken_back_is_refused_within_five_seconds()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        var token = await MakeAsync(machine, "--namespace", "alice");
        Assert.Equal(HttpStatusCode.OK, await PostAsync(lake.Bss, "/videos/upload/multipart/init", Init, token));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(lake.Server, "/episodes", token));

        var listed = JsonNode.Parse((await machine.RunAsync("token", "list", "--json")).Ended(0).Output)!.AsArray();
        var id = Assert.Single(listed)!["id"]!.ToString();
        (await machine.RunAsync("token", "revoke", id)).Ended(0);
        var revoked = DateTime.UtcNow;
        foreach (var (service, path) in new[] { (lake.Bss, "/videos/status?ids=x"), (lake.Server, "/episodes") })
        {
            while (await GetAsync(service, path, token) != HttpStatusCode.Unauthorized)
                Assert.True(DateTime.UtcNow - revoked < TimeSpan.FromSeconds(5), "The token counts 5 s after it was taken back.");
        }

        Assert.Contains("revoked", (await machine.RunAsync("token", "list")).Ended(0).Output, StringComparison.Ordinal);
        // The owner's own goes on.
        Assert.Equal(HttpStatusCode.OK, await GetAsync(lake.Server, "/episodes", lake.Token));
    }

    [Fact]
    public async Task An_admin_gives_tokens_out_over_the_network_for_what_is_theirs_alone()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        var admin = await MakeAsync(machine, "--namespace", "alice", "--admin");
        const string Own = """{"namespace":"alice","role":"read","expiresIn":3600}""";
        Assert.Equal(HttpStatusCode.OK, await PostAsync(lake.Server, "/tokens", Own, admin));
        string[] wrong = ["""{"namespace":"bob"}""", """{"namespace":"alice\u0000"}""", """{"namespace":"alice","role":"king"}"""];
        foreach (var refused in wrong)
            Assert.NotEqual(HttpStatusCode.OK, await PostAsync(lake.Server, "/tokens", refused, admin));
        var writer = await MakeAsync(machine, "--namespace", "alice");
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(lake.Server, "/tokens", Own, writer));

        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", admin) } };
        var stop = TestContext.Current.CancellationToken;
        var listed = JsonNode.Parse(await http.GetStringAsync(new Uri(lake.Server, "/tokens"), stop))!.AsArray();
        Assert.Equal(3, listed.Count);
        Assert.All(listed, token => Assert.Null(token!["token"]));
        var reader = listed.Single(token => token!["role"]!.ToString() == "read")!["id"]!.ToString();
        using var gone = await http.DeleteAsync(new Uri(lake.Server, "/tokens/" + reader), stop);
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        using var unknown = await http.DeleteAsync(new Uri(lake.Server, "/tokens/nosuch"), stop);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task A_token_of_the_whole_lake_opens_every_namespace_and_is_made_by_no_lesser_one()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        const string Whole = """{"namespace":"ops","role":"admin","wholeLake":true}""";
        var whole = await MakeAsync(machine, "--namespace", "ops", "--whole-lake");
        Assert.Equal(HttpStatusCode.OK, await PostAsync(lake.Bss, "/videos/upload/multipart/init", Init, whole));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(lake.Server, "/tokens", """{"namespace":"bob"}""", whole));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(lake.Server, "/tokens", Whole, whole));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(
            lake.Server, "/tokens", """{"namespace":"ops","role":"read","wholeLake":true}""", whole));

        // An admin of the very namespace that it is written to: no more than that namespace's.
        var lesser = await MakeAsync(machine, "--namespace", "ops", "--admin");
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(lake.Server, "/tokens", Whole, lesser));
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", lesser) } };
        var stop = TestContext.Current.CancellationToken;
        var seen = JsonNode.Parse(await http.GetStringAsync(new Uri(lake.Server, "/tokens"), stop))!.AsArray();
        Assert.Null(Assert.Single(seen)!["wholeLake"]);
        var all = JsonNode.Parse((await machine.RunAsync("token", "list", "--json")).Ended(0).Output)!.AsArray();
        var first = all.Last(token => token!["wholeLake"] is not null)!["id"]!.ToString();
        using var kept = await http.DeleteAsync(new Uri(lake.Server, "/tokens/" + first), stop);
        Assert.Equal(HttpStatusCode.NotFound, kept.StatusCode);
        Assert.Contains("the whole lake (ops's)", (await machine.RunAsync("token", "list")).Ended(0).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("goes with neither", "create", "--namespace", "a", "--whole-lake", "--read-only")]
    [InlineData("There cannot be such a namespace", "create", "--namespace", "a/b")]
    [InlineData("--expires takes", "create", "--namespace", "a", "--expires", "tomorrow")]
    [InlineData("rule each other out", "create", "--namespace", "a", "--read-only", "--admin")]
    [InlineData("There is no lake", "list")]
    public async Task What_cannot_be_is_told_in_one_line(string told, params string[] arguments)
    {
        using var machine = new Machine();
        var run = await machine.RunAsync(["token", .. arguments]);
        Assert.NotEqual(0, run.ExitCode);
        // Where there is no lake yet that comes first, whatever else is wrong.
        Assert.True(run.Error.Contains(told, StringComparison.Ordinal) || run.Error.Contains("There is no lake", StringComparison.Ordinal));
        Assert.Single(run.Error.Trim().Split('\n'));
    }

    private static async Task<string> MakeAsync(Machine machine, params string[] grant) =>
        (await machine.RunAsync(["token", "create", .. grant])).Ended(0).Output.Trim();

    private static Task<HttpStatusCode> GetAsync(Uri service, string path, string token) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(service, path)), token);

    private static Task<HttpStatusCode> PostAsync(Uri service, string path, string json, string token) => SendAsync(
        new HttpRequestMessage(HttpMethod.Post, new Uri(service, path))
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        },
        token);

    private static async Task<HttpStatusCode> SendAsync(HttpRequestMessage request, string token)
    {
        using var http = new HttpClient();
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using (request)
        using (var answer = await http.SendAsync(request, TestContext.Current.CancellationToken)) return answer.StatusCode;
    }
}
