using DreamLake.Testing.Engines.Chromium;
using PuppeteerSharp;
using Xunit;

namespace DreamLake.Page.Tests.Browser;

/// <summary>Classes that look at the same lake in the same browser, one after the other.</summary>
[CollectionDefinition]
public sealed class SeenInABrowser : ICollectionFixture<ChromiumFixture>, ICollectionFixture<SeenLake>;

/// <summary>The page in Chromium.</summary>
[Collection<SeenInABrowser>]
public abstract class BrowserTest(ChromiumFixture chromium, SeenLake seen)
{
    private protected const string Leader = "document.querySelector('[data-hls]')";

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected SeenLake Seen => seen;

    private protected string[] Addresses() =>
    [
        "/", "/tree/alice/robotics/run-042", "/search", "/work", $"/asset/{Seen.Ids["front.mp4"]}", $"/asset/{Seen.Ids["voice.wav"]}",
        "/episode/alice/robotics/run-042",
    ];

    private protected string Address(string path) => new Uri(Seen.Lake.Server, path).AbsoluteUri;

    private protected async Task<IPage> SignInAsync()
    {
        var browser = chromium.Engine.Browser;
        if (SeenLake.Missing is { } missing) Assert.Skip(missing);
        var page = await browser.NewPageAsync();
        await page.GoToAsync(Address("/sign-in"));
        await page.TypeAsync("#token", Seen.Lake.Token);
        await Task.WhenAll(page.WaitForNavigationAsync(), page.ClickAsync(".sign-in button"));
        Assert.Equal("/", new Uri(page.Url).AbsolutePath);
        return page;
    }

    private protected static async Task UntilAsync(IPage page, string condition)
    {
        try
        {
            await page.WaitForExpressionAsync(condition, new WaitForFunctionOptions { Timeout = 30_000 });
        }
        catch (WaitTaskTimeoutException)
        {
            var text = await page.EvaluateExpressionAsync<string>("document.querySelector('main').innerText.slice(0, 1500)");
            Assert.Fail($"Not within 30 s: {condition}\n{page.Url}\n{text}");
        }
    }
}
