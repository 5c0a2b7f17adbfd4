using System.Net;
using System.Text;
using DreamLake.Protocol;
using Xunit;

namespace DreamLake.Page.Tests;

/// <summary>Addresses that there are not, and what nobody's form sends.</summary>
public sealed class StrangeRequestTests : PageTest
{
    private static readonly (string, string) OfBrowser = ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/page/none")]
    [InlineData("/asset/an-id/retry")]
    [InlineData("/sign-out")]
    [InlineData("/tree/mallory")]
    [InlineData("/tree/mallory/space/episode?folder=a")]
    [InlineData("/tree/alice/robotics/none?folder=../../x")]
    [InlineData("/episode/mallory/space/episode")]
    [InlineData("/asset/%3Cscript%3E")]
    public async Task An_address_that_there_is_not_is_a_page_that_says_so(string address)
    {
        var cookie = await SignInAsync(TokenOf("alice"));
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
        {
            using var answer = await AskAsync(method, address, cookie, content: null, OfBrowser);
            Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.Forbidden });
            Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
            AssertProtected(answer, "script-src 'self'");
        }

        using var unknown = await AskAsync(HttpMethod.Get, address, cookie: null, content: null, OfBrowser);
        Assert.Equal(HttpStatusCode.SeeOther, unknown.StatusCode);
        Assert.StartsWith("/sign-in", unknown.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_no_browser_is_told_so_by_a_problem()
    {
        using var answer = await OpenAsync("/nowhere", cookie: null);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        AssertProtected(answer, "default-src 'none'");
    }

    [Fact]
    public async Task A_page_stands_whatever_its_address_asks()
    {
        await RegisterAsync(AssetType.Video, "/a.mp4", "v1");
        var cookie = await SignInAsync(TokenOf("alice"));
        foreach (var query in new[]
        {
            "page=0", "page=-1", "page=x", "page=99999999999999999999", "type=none", "status=%22%3E%3Cb%3E", "q=" + new string('%', 2000),
            "q=" + new string('x', 6000), "q=%EF%BF%BE%ED%A0%80", "q=%F0%9F%90%B3", "q=a&q=b", "page=1&page=2",
        })
        {
            using var answer = await OpenAsync("/search?" + query, cookie);
            Assert.True(answer.IsSuccessStatusCode, $"{query}: {(int)answer.StatusCode}");
            AssertProtected(answer, "script-src 'self'");
        }

        using var control = await OpenAsync("/search?q=%00", cookie);
        Assert.Equal(HttpStatusCode.BadRequest, control.StatusCode);
        AssertProtected(control, "script-src 'self'");
        // Behind the last page there is a way back, and the form says what was asked.
        Assert.Contains("href=\"/search?page=6\"", await ReadPageAsync("/search?page=7", cookie), StringComparison.Ordinal);
        Assert.Contains("href=\"/?page=6\"", await ReadPageAsync("/?page=7", cookie), StringComparison.Ordinal);
        var melted = await ReadPageAsync("/search?status=melted", cookie);
        Assert.Contains("<option value=\"melted\" selected", melted, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_cannot_be_read_is_refused()
    {
        var cookie = await SignInAsync(TokenOf("alice"));
        foreach (var address in new[] { "/sign-in", "/sign-out", "/asset/an-id/retry" })
        {
            foreach (var (type, body) in new[]
            {
                ("multipart/form-data; boundary=b", "--b\r\nno header"), ("multipart/form-data", "x"),
                ("application/x-www-form-urlencoded", string.Concat(Enumerable.Repeat("a=1&", 3000))), ("application/json", "{}"),
            })
            {
                using var content = new ByteArrayContent(Encoding.ASCII.GetBytes(body));
                content.Headers.TryAddWithoutValidation("Content-Type", type);
                using var answer = await AskAsync(HttpMethod.Post, address, cookie, content);
                Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{address} {type}: {(int)answer.StatusCode}");
                AssertProtected(answer, "script-src 'self'");
            }
        }
    }

    [Fact]
    public async Task An_address_in_any_letters_is_one_to_come_back_to()
    {
        using var signedIn = await PostFormAsync("/sign-in", cookie: null, ("token", TokenOf("alice")), ("to", "/tree/ü/🐳?folder=é"));
        Assert.Equal("/tree/%C3%BC/%F0%9F%90%B3?folder=%C3%A9", signedIn.Headers.Location!.OriginalString);
        using var again = await OpenAsync("/sign-in?to=%2Ftree%2F%C3%BC", CookieOf(signedIn));
        Assert.Equal("/tree/%C3%BC", again.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_cookie_behind_a_proxy_that_speaks_https_goes_by_https_alone()
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("token", TokenOf("alice"))]);
        using var answer = await AskAsync(HttpMethod.Post, "/sign-in", cookie: null, form, ("X-Forwarded-Proto", "https"));
        Assert.Contains("; secure", Assert.Single(answer.Headers.GetValues("Set-Cookie")), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_is_in_the_trash_is_not_seen()
    {
        var asset = await RegisterAsync(AssetType.Video, "/gone-away.mp4", "v1");
        await RegisterAsync(AssetType.Video, "/kept.mp4", "v2");
        var cookie = await SignInAsync(TokenOf("alice"));
        using var removed = await AskAsync(
            HttpMethod.Delete, $"/assets/video/{asset.Id}", cookie: null, content: null, ("Authorization", "Bearer " + TokenOf("alice")));
        Assert.True(removed.IsSuccessStatusCode);
        foreach (var address in new[] { "/", "/search", "/tree/alice/robotics/run-042" })
            Assert.DoesNotContain("gone-away", await ReadPageAsync(address, cookie), StringComparison.Ordinal);
        foreach (var address in new[] { $"/asset/{asset.Id}", $"/asset/{asset.Id}/download", $"/page/metadata/{asset.Id}" })
        {
            using var answer = await OpenAsync(address, cookie);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    private static void AssertProtected(HttpResponseMessage answer, string policy)
    {
        Assert.Contains(policy, Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
    }
}
