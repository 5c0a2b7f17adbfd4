using System.Net;
using System.Text.Json.Nodes;
using DreamLake.Cli.Tests.Harness;
using DreamLake.Testing.Engines;
using Xunit;

namespace DreamLake.Cli.Tests.Team;

/// <summary><c>dreamlake token --server-url</c>: what it does on the lake's machine, from another one.</summary>
public sealed class NetworkTokenTests
{
    [Fact]
    public async Task An_admin_gives_out_lists_and_takes_back_from_another_machine()
    {
        using var machine = new Machine();
        using var other = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        var server = lake.Server.AbsoluteUri;
        var admin = (await machine.RunAsync("token", "create", "--namespace", "alice", "--admin")).Ended(0).Output.Trim();
        other.With("DREAMLAKE_API_KEY", admin);

        var made = (await other.RunAsync(
            "token", "create", "--server-url", server, "--namespace", "alice", "--space", "robotics", "--read-only", "--expires", "2d",
            "--json")).Ended(0).Json;
        Assert.Equal(("alice", "robotics", "read"), (made["namespace"]!.ToString(), made["space"]!.ToString(), made["role"]!.ToString()));
        Assert.Equal(TimeSpan.FromDays(2), made["expiresAt"]!.GetValue<DateTimeOffset>() - made["createdAt"]!.GetValue<DateTimeOffset>());
        var writer = (await other.RunAsync("token", "create", $"--server-url={server}", "--namespace", "alice")).Ended(0);
        Assert.Contains("It is shown this once", writer.Error, StringComparison.Ordinal);
        Assert.Equal(3, writer.Output.Trim().Split('.').Length);

        // The same verbs say the same on both machines.
        var there = (await other.RunAsync("token", "list", "--server-url", server, "--json")).Ended(0).Output;
        Assert.Equal((await machine.RunAsync("token", "list", "--json")).Ended(0).Output, there);
        var id = made["id"]!.ToString();
        Assert.Contains("is revoked", (await other.RunAsync("token", "revoke", id, "--server-url", server)).Ended(0).Output,
            StringComparison.Ordinal);
        var listed = JsonNode.Parse((await machine.RunAsync("token", "list", "--json")).Ended(0).Output)!.AsArray();
        Assert.NotNull(listed.Single(token => token!["id"]!.ToString() == id)!["revokedAt"]);

        await RefusesAsync(other, 2, "There is no token 'nosuch'", "revoke", "nosuch", "--server-url", server);
        await RefusesAsync(other, 3, "may not use that namespace", "create", "--namespace", "bob", "--server-url", server);
        other.With("DREAMLAKE_API_KEY", writer.Output.Trim());
        await RefusesAsync(other, 3, "for an admin's token", "list", "--server-url", server);
        await RefusesAsync(other.With("DREAMLAKE_API_KEY", "a.b.c"), 3, "refused the token", "list", "--server-url", server);
        await RefusesAsync(other.With("DREAMLAKE_API_KEY", ""), 3, "an admin's token is needed", "list", "--server-url", server);
    }

    [Fact]
    public async Task What_is_no_such_lake_is_told_in_one_line()
    {
        using var machine = new Machine();
        machine.With("DREAMLAKE_API_KEY", "a.b.c");
        await RefusesAsync(machine, 3, "No DreamLake Server answers", "list", "--server-url", $"http://127.0.0.1:{FreePort.Next()}");
        await RefusesAsync(machine, 2, "takes an address like", "list", "--server-url", "lake");
        using var old = new HttpListener();
        var address = $"http://127.0.0.1:{FreePort.Next()}/";
        old.Prefixes.Add(address);
        old.Start();
        var answering = AnswerAsync(old, [(404, ""), (200, "<html>"), (404, "")]);
        await RefusesAsync(machine, 3, "gives no tokens out", "list", "--server-url", address);
        await RefusesAsync(machine, 3, "is no DreamLake Server", "list", "--server-url", address);
        await RefusesAsync(machine, 3, "gives no tokens out", "revoke", "x", "--server-url", address);
        await answering;
    }

    private static async Task AnswerAsync(HttpListener listener, (int Status, string Body)[] answers)
    {
        foreach (var (status, body) in answers)
        {
            var context = await listener.GetContextAsync();
            context.Response.StatusCode = status;
            await context.Response.OutputStream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(body));
            context.Response.Close();
        }
    }

    private static async Task RefusesAsync(Machine machine, int exitCode, string told, params string[] arguments)
    {
        var run = (await machine.RunAsync(["token", .. arguments])).Ended(exitCode);
        Assert.Contains(told, Assert.Single(run.Error.Trim().Split('\n')), StringComparison.Ordinal);
    }
}
