using System.Text.Json;
using DreamLake.Testing.Engines.Chromium;
using PuppeteerSharp;
using Xunit;

namespace DreamLake.Page.Tests.Browser;

/// <summary>The page at the widths of a phone, a tablet and a desk, and enlarged.</summary>
/// <remarks>
/// <c>docs/pictures/page.sh</c> names a folder in <see cref="FolderVariable"/>: then the pictures of the docs are written there.
/// </remarks>
public sealed class PictureTests(ChromiumFixture chromium, SeenLake seen) : BrowserTest(chromium, seen)
{
    private const string FolderVariable = "DREAMLAKE_PICTURES";

    // A screen of 1440 pixels at 200 %, and one of 1280 at 400 %, have as much room as these.
    private const int AtTwoHundred = 720, AtFourHundred = 320;

    [Fact]
    public async Task It_fits_each_width_light_and_dark_and_enlarged()
    {
        await using var page = await SignInAsync();
        foreach (var width in new[] { AtFourHundred, 390, AtTwoHundred, 820, 1440 })
        {
            await page.SetViewportAsync(new ViewPortOptions { Width = width, Height = 900 });
            foreach (var address in Addresses())
            {
                await page.GoToAsync(Address(address), WaitUntilNavigation.Networkidle2);
                var needed = await page.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth");
                Assert.True(needed <= width, $"{address} is {needed} wide at {width}");
            }
        }
    }

    [Fact]
    public async Task It_is_pictured_at_three_widths()
    {
        await using var page = await SignInAsync();
        foreach (var (name, address, width, height, scheme) in new[]
        {
            ("page-390", $"/asset/{Seen.Ids["front.mp4"]}", 390, 844, "light"),
            ("page-820", "/search", 820, 620, "dark"),
            ("page-1440", "/episode/alice/robotics/run-042", 1440, 900, "light"),
        })
        {
            await page.EmulateMediaFeaturesAsync(
                [new() { MediaFeature = PuppeteerSharp.MediaFeature.PrefersColorScheme, Value = scheme }]);
            await page.SetViewportAsync(new ViewPortOptions { Width = width, Height = height });
            await page.GoToAsync(Address(address), WaitUntilNavigation.Networkidle2);
            if (await page.EvaluateExpressionAsync<bool>("'lakePlayer' in window"))
            {
                // A player has sought before its picture is on the screen: the frame itself is waited for.
                await page.EvaluateExpressionAsync("""
                    const videos = [...document.querySelectorAll('[data-hls]')];
                    window.framesAwaited = videos.length;
                    for (const one of videos) {
                      const look = (_, frame) =>
                        frame.mediaTime > 4 ? window.framesAwaited-- : one.requestVideoFrameCallback(look);
                      one.requestVideoFrameCallback(look);
                    }
                    lakePlayer.seek(4.2), 0
                    """);
                await UntilAsync(page, "window.framesAwaited === 0");
                await UntilAsync(page, "[...document.querySelectorAll('[data-hls]')].every(one => one.readyState >= 2 && !one.seeking)");
                await UntilAsync(page, "document.querySelectorAll('.lane rect.is-now').length === 2");
            }

            // By the browser's own protocol: Puppeteer asks for the least quality of this format.
            await page.Client.SendAsync("Emulation.setScrollbarsHidden", new { hidden = true });
            var taken = await page.Client.SendAsync<JsonElement>("Page.captureScreenshot", new { format = "webp", quality = 80 });
            var picture = Convert.FromBase64String(taken.GetProperty("data").GetString()!);
            Assert.InRange(picture.Length, 5_000, 200_000);
            if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder)
                await File.WriteAllBytesAsync(Path.Combine(folder, name + ".webp"), picture, Cancellation);
        }
    }
}
