using System.Net;
using System.Text.Json;
using DreamLake.Hosting.Audit;
using DreamLake.Page.Sessions;
using DreamLake.Protocol;
using DreamLake.Server.Tests.Lake;
using Xunit;

namespace DreamLake.Page.Tests.SignOn;

/// <summary>Signing in by an OpenID Connect provider.</summary>
public sealed class SignOnTests : PageTest, IAsyncLifetime
{
    private TestAuthority _authority = null!;
    private TestServer _lake = null!;

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        _authority = await TestAuthority.StartAsync();
        _lake = await TestServer.StartAsync(Keys, Options, Time, _authority.Options);
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await _lake.DisposeAsync();
        await _authority.DisposeAsync();
        await DisposeAsync();
    }

    [Fact]
    public async Task Somebody_whom_the_provider_knows_sees_the_namespace_that_their_claim_names()
    {
        await RegisterAsync(AssetType.Video, "/mine.mp4", "v1");
        await RegisterAsync(AssetType.Video, RequestFor(AssetType.Video, "/others.mp4", "v2", change: r => r with { Namespace = "bob" }),
            TokenOf("bob"));
        _authority.Claims["dreamlake_namespace"] = "alice";
        var html = await ReadPageAsync(At("/sign-in?to=%2Ftree%2Falice"), cookie: null);
        Assert.Contains("href=\"/sign-in/oidc?to=%2Ftree%2Falice\"", html, StringComparison.Ordinal);

        var person = await CookieFromProviderAsync("/tree/alice");
        using var opened = await OpenAsync(At("/sign-in/person"), person);
        Assert.Equal("/tree/alice", opened.Headers.Location!.OriginalString);
        var session = Assert.Single(opened.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", session, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", session, StringComparison.OrdinalIgnoreCase);
        var home = await ReadPageAsync(At("/"), session.Split(';')[0]);
        Assert.Contains("mine.mp4", home, StringComparison.Ordinal);
        Assert.DoesNotContain("others.mp4", home, StringComparison.Ordinal);
        Assert.DoesNotContain("Split again", await StatusOfRetryAsync(session.Split(';')[0]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_of_the_providers_is_a_token_that_can_be_taken_back_and_ends_with_the_day()
    {
        _authority.Claims["dreamlake_namespace"] = "alice@robotics";
        _authority.Claims["dreamlake_role"] = "admin";
        using var opened = await OpenAsync(At("/sign-in/person"), await CookieFromProviderAsync("/"));
        var issued = Assert.Single(await _lake.Tokens.ListAsync(Cancellation));
        Assert.Equal(("alice", "robotics", TokenRole.Admin), (issued.Namespace, issued.Space, issued.Role));
        Assert.Equal(SessionSeal.Longest, issued.ExpiresAt - issued.CreatedAt);
        await _lake.Tokens.RevokeAsync(issued.Id, Cancellation);
        Time.Advance(TimeSpan.FromSeconds(5));
        using var after = await OpenAsync(At("/"), CookieOf(opened));
        Assert.Equal("/sign-in", after.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("ada", "ada (person-1)")]
    [InlineData(null, "person-1")]
    public async Task The_audit_log_names_the_person_and_holds_no_secret(string? name, string named)
    {
        _authority.Claims["dreamlake_namespace"] = "alice";
        if (name is not null) _authority.Claims["preferred_username"] = name;
        using var opened = await OpenAsync(At("/sign-in/person"), await CookieFromProviderAsync("/"));
        var issued = Assert.Single(await _lake.Tokens.ListAsync(Cancellation));
        using var refused = await PostFormAsync(At("/asset/an-asset/retry"), CookieOf(opened));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        var entries = await _lake.StopAndReadAuditAsync(Cancellation);
        var entry = Assert.Single(entries, entry => entry.Verb == "POST /asset/{id}/retry");
        Assert.Equal((named, issued.Id, "alice", "an-asset"), (entry.Person, entry.TokenId, entry.Namespace, entry.Subject));
        var written = JsonSerializer.Serialize(entries, AuditJson.Default.IReadOnlyListAuditEntry);
        Assert.DoesNotContain("eyJ", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_open_several_namespaces_chooses_one()
    {
        _authority.Claims["dreamlake_namespace"] = new[] { "alice", "bob", "no/namespace", "alice" };
        var person = await CookieFromProviderAsync("/search");
        var html = await ReadPageAsync(At("/sign-in/person"), person);
        Assert.Equal(2, html.Split("name=\"open\"").Length - 1);
        using var foreign = await PostFormAsync(At("/sign-in/person"), person, ("open", "bob"), ("form", "made-up"));
        Assert.Equal("/sign-in", foreign.Headers.Location!.OriginalString);
        using var greedy = await PostFormAsync(At("/sign-in/person"), person, ("open", "carol"), ("form", FormWordOf(html)));
        Assert.Equal("/sign-in", greedy.Headers.Location!.OriginalString);
        using var chosen = await PostFormAsync(At("/sign-in/person"), person, ("open", "bob"), ("form", FormWordOf(html)));
        Assert.Equal("/search", chosen.Headers.Location!.OriginalString);
        Assert.Equal("bob", Assert.Single(await _lake.Tokens.ListAsync(Cancellation)).Namespace);
        var home = WebUtility.HtmlDecode(await ReadPageAsync(At("/"), CookieOf(chosen)));
        Assert.Contains("token of bob may see", home, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whom_the_provider_gives_no_namespace_is_told_so()
    {
        using var back = await BackFromProviderAsync("/");
        Assert.Equal("/sign-in?fault=no-namespace", back.Headers.Location!.OriginalString);
        Assert.Contains(
            "names no namespace", await ReadPageAsync(At(back.Headers.Location.OriginalString), cookie: null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_come_from_the_provider_signs_nobody_in()
    {
        _authority.Claims["dreamlake_namespace"] = "alice";
        _authority.SignsWithAnotherKey = true;
        using var forged = await BackFromProviderAsync("/");
        _authority.SignsWithAnotherKey = false;
        using var withoutCookies = await BackFromProviderAsync("/", brings: _ => null);
        using var madeUp = await OpenAsync(At("/sign-in/oidc/back?code=a&state=b"), cookie: null);
        foreach (var answer in new[] { forged, withoutCookies, madeUp })
        {
            Assert.Equal("/sign-in?fault=refused", answer.Headers.Location!.OriginalString);
            Assert.DoesNotContain(SetCookies(answer), cookie => cookie.StartsWith("dreamlake-", StringComparison.Ordinal));
        }

        using var nobody = await OpenAsync(At("/sign-in/person"), cookie: null);
        Assert.Equal("/sign-in", nobody.Headers.Location!.OriginalString);
        Assert.Empty(await _lake.Tokens.ListAsync(Cancellation));
    }

    [Fact]
    public async Task Without_a_provider_there_is_no_such_address()
    {
        Assert.DoesNotContain("/sign-in/oidc", await ReadPageAsync("/sign-in", cookie: null), StringComparison.Ordinal);
        using var answer = await OpenAsync("/sign-in/oidc", cookie: null);
        Assert.NotEqual(HttpStatusCode.Redirect, answer.StatusCode);
    }

    private string At(string path) => new Uri(_lake.Url, path).AbsoluteUri;

    private async Task<string> StatusOfRetryAsync(string cookie)
    {
        var asset = await RegisterAsync(AssetType.Video, "/failed.mp4", "v3");
        Bss.Tell("v3", AssetStatus.Failed, "no picture");
        return await ReadPageAsync(At($"/asset/{asset.Id}"), cookie);
    }

    /// <summary>Goes to the provider and back; the cookie that says who came.</summary>
    private async Task<string> CookieFromProviderAsync(string to)
    {
        using var back = await BackFromProviderAsync(to);
        Assert.Equal((HttpStatusCode.SeeOther, "/sign-in/oidc/done"), (back.StatusCode, back.Headers.Location!.OriginalString));
        var onward = await ReadPageAsync(At("/sign-in/oidc/done"), cookie: null);
        Assert.Contains("content=\"0;url=/sign-in/person\"", onward, StringComparison.Ordinal);
        var person = Assert.Single(SetCookies(back), cookie => cookie.StartsWith("dreamlake-person=", StringComparison.Ordinal));
        Assert.Contains("httponly", person, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", person, StringComparison.OrdinalIgnoreCase);
        return person.Split(';')[0];
    }

    private async Task<HttpResponseMessage> BackFromProviderAsync(string to, Func<string, string?>? brings = null)
    {
        using var away = await OpenAsync(At("/sign-in/oidc?to=" + Uri.EscapeDataString(to)), cookie: null);
        Assert.Equal(HttpStatusCode.Redirect, away.StatusCode);
        Assert.Equal(_authority.Url.Authority, away.Headers.Location!.Authority);
        Assert.All(SetCookies(away), cookie => Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase));
        Assert.All(SetCookies(away), cookie => Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase));
        var cookies = string.Join("; ", SetCookies(away).Select(cookie => cookie.Split(';')[0]));
        using var there = await OpenAsync(away.Headers.Location.AbsoluteUri, cookie: null);
        Assert.Equal(HttpStatusCode.Redirect, there.StatusCode);
        return await OpenAsync(there.Headers.Location!.AbsoluteUri, brings is null ? cookies : brings(cookies));
    }

    private static IEnumerable<string> SetCookies(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [];
}
