using DreamLake.Page.Tests.SignOn;
using DreamLake.Protocol;
using DreamLake.Server.Tests.Lake;
using DreamLake.Testing.Engines.Chromium;
using Xunit;

namespace DreamLake.Page.Tests.Browser;

/// <summary>A browser that goes to a provider on another site and back: the session's cookie is not sent along from there.</summary>
public sealed class SignOnBrowserTests(ChromiumFixture chromium) : LakeTest, IClassFixture<ChromiumFixture>
{
    [Fact]
    public async Task Somebody_signs_in_at_another_site_and_follows_links_from_there()
    {
        var browser = chromium.Engine.Browser;
        var asset = await RegisterAsync(AssetType.Video, "/mine.mp4", "v1");
        await using var authority = await TestAuthority.StartAsync();
        authority.Claims["dreamlake_namespace"] = "alice";
        await using var lake = await TestServer.StartAsync(Keys, Options, TimeProvider.System, authority.Options);
        // By its address the provider is another site than this.
        var home = new UriBuilder(lake.Url) { Host = "localhost" }.Uri;
        await using var context = await browser.CreateBrowserContextAsync();
        await using var page = await context.NewPageAsync();
        await page.GoToAsync(new Uri(home, "/search").AbsoluteUri);
        Assert.Equal("/sign-in", new Uri(page.Url).AbsolutePath);
        await page.ClickAsync("a.action");
        await page.WaitForExpressionAsync("location.pathname === '/search' && document.body.textContent.includes('mine.mp4')");

        // A link that somebody shared, on another site's page: the session is there all the same.
        await page.GoToAsync(new Uri(authority.Url, "/link?to=" + Uri.EscapeDataString($"{home}asset/{asset.Id}")).AbsoluteUri);
        await page.ClickAsync("#link");
        await page.WaitForExpressionAsync($"location.pathname === '/asset/{asset.Id}' && document.body.textContent.includes('mine.mp4')");

        // And without one, what was asked for is kept.
        await page.DeleteCookieAsync(await page.GetCookiesAsync(home.AbsoluteUri));
        await page.GoToAsync(new Uri(authority.Url, "/link?to=" + Uri.EscapeDataString($"{home}asset/{asset.Id}")).AbsoluteUri);
        await page.ClickAsync("#link");
        await page.WaitForExpressionAsync("document.querySelector('input[name=to]') !== null");
        Assert.Equal(
            $"/asset/{asset.Id}", await page.EvaluateExpressionAsync<string>("document.querySelector('input[name=to]').value"));
    }
}
