using System.Net;
using DreamLake.Hosting.Tokens;
using DreamLake.Page.Sessions;
using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Page.Tests;

/// <summary>Who comes in, and how: by a token once, by a link once; and who does not.</summary>
public sealed class SignInTests : PageTest
{
    [Fact]
    public async Task A_token_becomes_a_cookie_that_no_script_reads_and_no_other_site_sends()
    {
        var token = TokenOf("alice");
        using var answer = await PostFormAsync("/sign-in", cookie: null, ("token", token), ("to", "/tree/alice"));
        Assert.Equal("/tree/alice", answer.Headers.Location!.OriginalString);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(token.Split('.')[1], cookie, StringComparison.Ordinal);
        Assert.Contains("<h1>Lake</h1>", await ReadPageAsync("/", cookie.Split(';')[0]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/", "/sign-in")]
    [InlineData("/tree/alice/robotics?folder=a", "/sign-in?to=%2Ftree%2Falice%2Frobotics%3Ffolder%3Da")]
    public async Task Who_is_not_signed_in_is_sent_to_sign_in_and_back(string asked, string sent)
    {
        foreach (var cookie in new[] { null, "dreamlake-session=AAAA", "dreamlake-session=" + new string('A', 300) })
        {
            using var answer = await OpenAsync(asked, cookie);
            Assert.Equal((HttpStatusCode.SeeOther, sent), (answer.StatusCode, answer.Headers.Location!.OriginalString));
        }
    }

    [Fact]
    public async Task A_wrong_token_is_told_and_gives_no_cookie()
    {
        using var answer = await PostFormAsync("/sign-in", cookie: null, ("token", "ey.wrong.one"));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        var html = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("does not take this token", html, StringComparison.Ordinal);
        Assert.DoesNotContain("ey.wrong.one", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task Nobody_is_led_elsewhere(string to)
    {
        using var answer = await PostFormAsync("/sign-in", cookie: null, ("token", TokenOf("alice")), ("to", to));
        Assert.Equal("/", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_token_that_is_taken_back_ends_its_sessions()
    {
        var (token, issued) = await Server.Tokens.CreateAsync(
            new TokenGrant("alice", TokenRole.Read), TimeSpan.FromDays(1), Cancellation);
        var cookie = await SignInAsync(token);
        await ReadPageAsync("/", cookie);
        await Server.Tokens.RevokeAsync(issued.Id, Cancellation);
        Time.Advance(TimeSpan.FromSeconds(5));
        using var answer = await OpenAsync("/", cookie);
        Assert.Equal("/sign-in", answer.Headers.Location!.OriginalString);
        Assert.Contains("dreamlake-session=;", Assert.Single(answer.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_ends_by_itself_after_a_working_day()
    {
        var cookie = await SignInAsync(TokenOf("alice"));
        Time.Advance(SessionSeal.Longest - TimeSpan.FromMinutes(1));
        await ReadPageAsync("/", cookie);
        Time.Advance(TimeSpan.FromMinutes(1));
        using var answer = await OpenAsync("/", cookie);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    [Fact]
    public async Task A_link_opens_the_page_once_as_the_owner()
    {
        var link = Server.Links.Make(Server.Url).PathAndQuery;
        using var looked = await AskAsync(HttpMethod.Head, link, cookie: null, content: null);
        Assert.Equal(HttpStatusCode.OK, looked.StatusCode);
        using var first = await OpenAsync(link, cookie: null);
        Assert.Equal((HttpStatusCode.SeeOther, "/"), (first.StatusCode, first.Headers.Location!.OriginalString));
        await ReadPageAsync("/tree/alice", CookieOf(first));
        using var second = await OpenAsync(link, cookie: null);
        Assert.Equal(HttpStatusCode.Forbidden, second.StatusCode);
        Assert.False(second.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_link_that_nobody_used_is_soon_too_old()
    {
        var link = Server.Links.Make(Server.Url).PathAndQuery;
        Time.Advance(OneTimeLinks.Lifetime);
        using var answer = await OpenAsync(link, cookie: null);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_form_of_another_page_does_nothing()
    {
        var cookie = await SignInAsync(TokenOf("alice"));
        var word = FormWordOf(await ReadPageAsync("/", cookie));
        using var without = await PostFormAsync("/sign-out", cookie);
        using var others = await PostFormAsync("/sign-out", cookie, ("form", FormWordOf(await ReadPageAsync(
            "/", await SignInAsync(TokenOf("alice"))))));
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("form", word)]);
        using var elsewhere = await AskAsync(HttpMethod.Post, "/sign-out", cookie, form, ("Origin", "https://evil.example"));
        Assert.All([without, others, elsewhere], answer => Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode));
        using var own = await PostFormAsync("/sign-out", cookie, ("form", word));
        Assert.Equal((HttpStatusCode.SeeOther, "/sign-in"), (own.StatusCode, own.Headers.Location!.OriginalString));
    }

    [Fact]
    public async Task A_cookie_opens_no_address_of_the_protocol()
    {
        var cookie = await SignInAsync(TokenOf("alice"));
        foreach (var address in new[] { "/assets/video?space=robotics", "/episodes", "/tokens" })
        {
            using var answer = await OpenAsync(address, cookie);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    [Fact]
    public async Task No_script_runs_that_is_not_the_pages_own_and_nothing_is_loaded_from_elsewhere()
    {
        using var answer = await OpenAsync("/sign-in", cookie: null);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains($"connect-src 'self' {Bss.Url.GetLeftPart(UriPartial.Authority)};", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        var html = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.DoesNotContain("http://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
    }
}
