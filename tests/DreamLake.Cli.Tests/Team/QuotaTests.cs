using System.Net;
using System.Net.Http.Headers;
using System.Text;
using DreamLake.Cli.Tests.Harness;
using Xunit;

namespace DreamLake.Cli.Tests.Team;

/// <summary>A client at its namespace's limits, while the lake serves: it stops or waits as its message says, and goes on.</summary>
public sealed class QuotaTests
{
    [Fact]
    public async Task File_without_room_stops_the_others_go_on_and_it_does_when_there_is_room()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        machine.File("a.mp4", 1000);
        machine.File("b.mp4", 5000);
        lake.Use(machine);
        (await machine.RunAsync("quota", "set", "--namespace", "alice", "--bytes", "4000")).Ended(0);

        var refused = await machine.RunAsync("upload", "a.mp4", "b.mp4", "--episode", "alice@robotics");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("/a.mp4", refused.Output, StringComparison.Ordinal);
        Assert.Contains("b.mp4' was not uploaded", refused.Error, StringComparison.Ordinal);
        Assert.Contains("'alice' may hold 4,000 bytes", refused.Error, StringComparison.Ordinal);
        Assert.Contains("then run the same command again", refused.Error, StringComparison.Ordinal);

        (await machine.RunAsync("quota", "set", "--namespace", "alice", "--bytes", "none")).Ended(0);
        Run again;
        do again = await machine.RunAsync("upload", "a.mp4", "b.mp4", "--episode", "alice@robotics");
        while (again.ExitCode != 0 && again.Error.Contains("NamespaceFull", StringComparison.Ordinal));
        again.Ended(0);
        var shown = (await machine.RunAsync("quota", "show", "--namespace", "alice", "--json")).Ended(0).Json[0]!;
        Assert.Equal((6000, 2), (shown["used"]!["bytes"]!.GetValue<long>(), shown["used"]!["objects"]!.GetValue<long>()));
    }

    [Fact]
    public async Task Client_waits_where_as_many_uploads_are_under_way_as_may_be_and_goes_on()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        machine.File("a.mp4", 1000);
        lake.Use(machine);
        (await machine.RunAsync("quota", "set", "--namespace", "alice", "--open-uploads", "0")).Ended(0);

        using var upload = machine.Start("upload", "a.mp4", "--episode", "alice@robotics");
        await upload.ErrorHasAsync("waits 5 s, as the lake asks");
        (await machine.RunAsync("quota", "set", "--namespace", "alice", "--open-uploads", "1")).Ended(0);
        (await upload.EndAsync()).Ended(0);
    }

    [Fact]
    public async Task Limits_over_the_network_are_the_lake_owners_to_set_and_an_admins_to_see()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        var admin = (await machine.RunAsync("token", "create", "--namespace", "alice", "--admin")).Ended(0).Output.Trim();
        const string Limits = """{"bytes":4000,"requestsPerSecond":50}""";
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(lake.Server, HttpMethod.Put, "/quotas/alice", admin, Limits)).Status);
        var wrong = await SendAsync(lake.Server, HttpMethod.Put, "/quotas/alice", lake.Token, """{"bytes":-1}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(lake.Server, HttpMethod.Put, "/quotas/alice", lake.Token, Limits)).Status);

        var (status, body) = await SendAsync(lake.Server, HttpMethod.Get, "/quotas/alice", admin);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("\"bytes\":4000", body, StringComparison.Ordinal);
        Assert.Contains("\"used\":{\"bytes\":0", body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(lake.Server, HttpMethod.Get, "/quotas/bob", admin)).Status);
    }

    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(
        Uri service, HttpMethod method, string path, string token, string? body = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(service, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
