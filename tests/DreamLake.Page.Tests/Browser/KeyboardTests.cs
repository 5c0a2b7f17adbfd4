using DreamLake.Testing.Engines.Chromium;
using PuppeteerSharp;
using Xunit;

namespace DreamLake.Page.Tests.Browser;

/// <summary>The page without a mouse.</summary>
public sealed class KeyboardTests(ChromiumFixture chromium, SeenLake seen) : BrowserTest(chromium, seen)
{
    private const int MostSteps = 200;

    [Fact]
    public async Task Everything_that_can_be_pressed_is_reached_and_shows_that_it_is()
    {
        await using var page = await SignInAsync();
        foreach (var address in Addresses())
        {
            await page.GoToAsync(Address(address), WaitUntilNavigation.Networkidle2);
            await page.EvaluateExpressionAsync("""
                window.reached = new Set();
                window.unseen = [];
                document.addEventListener('focusin', ({ target }) => {
                  reached.add(target);
                  const own = !target.localName.startsWith('media-');
                  if (own && getComputedStyle(target).outlineStyle === 'none') unseen.push(target.outerHTML.slice(0, 120));
                });
                0
                """);
            var steps = 0;
            do await page.Keyboard.PressAsync("Tab");
            while (++steps < MostSteps && await page.EvaluateExpressionAsync<bool>("document.activeElement !== document.body"));
            var missed = await page.EvaluateExpressionAsync<string[]>("""
                [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary, [tabindex="0"]')]
                  .filter(one => one.checkVisibility() && !reached.has(one)).map(one => one.outerHTML.slice(0, 120))
                """);
            Assert.True(missed.Length == 0, $"{address} does not reach {string.Join(" | ", missed)}");
            var unseen = await page.EvaluateExpressionAsync<string[]>("unseen");
            Assert.True(unseen.Length == 0, $"{address} does not show {string.Join(" | ", unseen)}");
        }
    }

    [Fact]
    public async Task An_episode_is_opened_and_played_by_keys_alone()
    {
        await using var page = await SignInAsync();
        await page.GoToAsync(Address("/tree/alice/robotics/run-042"));
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("main", await page.EvaluateExpressionAsync<string>("document.activeElement.id"));
        await page.FocusAsync("a.action");
        await Task.WhenAll(page.WaitForNavigationAsync(), page.Keyboard.PressAsync("Enter"));
        await UntilAsync(page, "[...document.querySelectorAll('[data-hls]')].every(camera => camera.readyState >= 3)");
        await page.FocusAsync("main");
        await page.Keyboard.PressAsync("Space");
        await UntilAsync(page, $"!{Leader}.paused && {Leader}.currentTime > 0.3");
        await page.Keyboard.PressAsync("Space");
        await UntilAsync(page, $"{Leader}.paused");
        await page.EvaluateExpressionAsync("lakePlayer.seek(1), 0");
        await page.Keyboard.PressAsync("ArrowRight");
        await UntilAsync(page, "[...document.querySelectorAll('[data-hls]')].every(camera => Math.abs(camera.currentTime - 6) < 0.06)");
        await page.Keyboard.PressAsync("]");
        Assert.Equal("1.5", await page.EvaluateExpressionAsync<string>("document.querySelector('[data-rate]').value"));
        // An entry of a track is a button: pressing it leads to its time.
        await UntilAsync(page, "document.querySelectorAll('.lane li button').length >= 4");
        await page.FocusAsync(".lane li:nth-child(4) button");
        await page.Keyboard.PressAsync("Enter");
        await UntilAsync(page, $"Math.abs({Leader}.currentTime - 3) < 0.06");
    }
}
