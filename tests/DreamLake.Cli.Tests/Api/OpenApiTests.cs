using System.Net;
using System.Text.RegularExpressions;
using DreamLake.Cli.Tests.Harness;
using Xunit;

namespace DreamLake.Cli.Tests.Api;

/// <summary>The OpenAPI documents say what the services answer, and a lake serves them with a page to try it.</summary>
public sealed partial class OpenApiTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Document_of_bss_is_that_of_its_endpoints() => await SameAsync("bss.json", await OpenApiDocuments.OfBssAsync());

    [Fact]
    public async Task Document_of_the_server_is_that_of_its_endpoints() =>
        await SameAsync("server.json", await OpenApiDocuments.OfServerAsync());

    [Fact]
    public async Task A_lake_serves_them_without_a_token_and_the_page_loads_nothing_from_elsewhere()
    {
        using var machine = new Machine();
        await using var lake = await ServingLake.StartAsync(machine);
        using var http = new HttpClient();
        foreach (var (service, name) in new[] { (lake.Bss, "bss.json"), (lake.Server, "server.json") })
        {
            var document = await http.GetStringAsync(new Uri(service, "/openapi.json"), Cancellation);
            Assert.Equal(await File.ReadAllTextAsync(Committed(name), Cancellation), document);
            using var page = await http.GetAsync(new Uri(service, "/api"), Cancellation);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            Assert.StartsWith("default-src 'none'; script-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single());
            foreach (Match link in Link().Matches(await page.Content.ReadAsStringAsync(Cancellation)))
            {
                Assert.StartsWith("/", link.Groups[1].Value, StringComparison.Ordinal);
                using var file = await http.GetAsync(new Uri(service, link.Groups[1].Value), Cancellation);
                Assert.Equal(HttpStatusCode.OK, file.StatusCode);
            }
        }
    }

    // Where a change is meant, the file that the failure names is copied over the one in docs/openapi.
    private static async Task SameAsync(string name, string now)
    {
        var committed = File.Exists(Committed(name)) ? await File.ReadAllTextAsync(Committed(name), Cancellation) : "";
        if (committed == now) return;
        var made = Path.Combine(AppContext.BaseDirectory, $"made-{name}");
        await File.WriteAllTextAsync(made, now, Cancellation);
        Assert.Fail($"docs/openapi/{name} is not what the endpoints are now. If the change is meant: cp '{made}' docs/openapi/{name}");
    }

    private static string Committed(string name) => Path.Combine(AppContext.BaseDirectory, "docs", "openapi", name);

    [GeneratedRegex("(?:href|src)=\"([^\"]+)\"")]
    private static partial Regex Link();
}
