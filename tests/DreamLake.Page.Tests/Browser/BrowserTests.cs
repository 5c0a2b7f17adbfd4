using System.Text.Json;
using DreamLake.Testing.Engines.Chromium;
using PuppeteerSharp;
using Xunit;

namespace DreamLake.Page.Tests.Browser;

/// <summary>The page as a person has it: in Chromium, on a lake that is served.</summary>
public sealed class BrowserTests(ChromiumFixture chromium, SeenLake seen) : BrowserTest(chromium, seen)
{
    [Fact]
    public async Task A_video_plays_and_seeks_and_its_labels_and_texts_move_with_it()
    {
        await using var page = await SignInAsync();
        await page.GoToAsync(Address($"/asset/{Seen.Ids["front.mp4"]}"));
        await UntilAsync(page, $"{Leader}.readyState >= 2");
        await UntilAsync(page, "document.querySelectorAll('.lane li').length >= 16");
        await page.EvaluateExpressionAsync($"{Leader}.muted = true, {Leader}.play(), 0");
        await UntilAsync(page, $"{Leader}.currentTime > 0.5");
        await page.EvaluateExpressionAsync($"{Leader}.pause()");
        foreach (var (time, label, text) in new[] { (7.5, "action act-7", "Second words"), (2.5, "action act-2", "First words") })
        {
            await page.EvaluateFunctionAsync("time => lakePlayer.seek(time)", time);
            await UntilAsync(page, $"{Leader}.currentTime === {time.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
            await UntilAsync(page, $"[...document.querySelectorAll('.now')].map(now => now.textContent).includes('{label}')");
            await UntilAsync(page, $"[...document.querySelectorAll('.now')].map(now => now.textContent).includes('{text}')");
            // The list beside is there too, and not only at its top.
            await UntilAsync(page, """
                (() => { const [now] = document.querySelectorAll('.lane [aria-current]'); if (!now) return false;
                  const [entry, list] = [now, now.closest('ol')].map(one => one.getBoundingClientRect());
                  return entry.top >= list.top && entry.bottom <= list.bottom; })()
                """);
        }

        await page.FocusAsync("main");
        await page.Keyboard.PressAsync(".");
        await UntilAsync(page, $"Math.abs({Leader}.currentTime - 2.6) < 0.02");
        Assert.True(await page.EvaluateExpressionAsync<bool>(
            "document.querySelector('track[label=thumbnails]').track.cues.length > 0"));
        Assert.True(await page.EvaluateExpressionAsync<bool>(
            $"[...{Leader}.textTracks].some(track => track.kind === 'subtitles')"));
    }

    [Fact]
    public async Task Two_cameras_stay_in_step_for_ten_seconds()
    {
        await using var page = await SignInAsync();
        await page.GoToAsync(Address("/episode/alice/robotics/run-042"));
        await UntilAsync(page, "[...document.querySelectorAll('[data-hls]')].length === 2 "
            + "&& [...document.querySelectorAll('[data-hls]')].every(camera => camera.readyState >= 3)");
        await page.ClickAsync("[data-play]");
        await UntilAsync(page, $"{Leader}.currentTime > 0.5");
        var drifts = await page.EvaluateExpressionAsync<double[]>("""
            new Promise(resolve => {
              const drifts = [];
              const [first, second] = document.querySelectorAll('[data-hls]');
              const from = first.currentTime;
              const look = setInterval(() => {
                drifts.push(Math.abs(first.currentTime - second.currentTime) * 1000);
                if (first.currentTime < from + 10) return;
                clearInterval(look);
                resolve(drifts);
              }, 50);
            })
            """);
        TestContext.Current.TestOutputHelper?.WriteLine($"apart by at most {drifts.Max():0} ms, {drifts.Average():0} ms on average");
        Assert.InRange(drifts.Max(), 0, 500);
        Assert.True(await page.EvaluateExpressionAsync<bool>("Number(document.querySelector('[data-drift]').dataset.drift) < 500"));
        await page.EvaluateExpressionAsync("lakePlayer.leader.pause(), lakePlayer.seek(3), 0");
        await UntilAsync(page, "[...document.querySelectorAll('[data-hls]')].every(camera => Math.abs(camera.currentTime - 3) < 0.06)");
    }

    [Fact]
    public async Task A_sound_plays_and_its_waveform_is_drawn()
    {
        await using var page = await SignInAsync();
        await page.GoToAsync(Address($"/asset/{Seen.Ids["voice.wav"]}"));
        await UntilAsync(page, "Number(document.querySelector('[data-waveform]').dataset.drawn) > 300");
        await page.EvaluateExpressionAsync($"{Leader}.play(), 0");
        await UntilAsync(page, $"{Leader}.currentTime > 0.5");
    }

    [Fact]
    public async Task The_bar_of_a_pending_upload_moves()
    {
        var (hash, sendSecondAsync) = await Seen.BeginUploadAsync(Cancellation);
        await using var page = await SignInAsync();
        await page.GoToAsync(Address("/work"));
        var bar = $"document.querySelector('progress[aria-label=\"Upload {hash}\"]')";
        Assert.Equal(50, await page.EvaluateExpressionAsync<int>($"{bar}.value"));
        await sendSecondAsync();
        await UntilAsync(page, $"{bar}.value === 100");
    }

    [Fact]
    public async Task A_failed_split_shows_its_reason_and_is_retried()
    {
        await using var page = await SignInAsync();
        await page.GoToAsync(Address("/work"));
        var row = "[...document.querySelectorAll('[data-part=jobs] tr')].find(row => row.textContent.includes('broken.mp4'))";
        await UntilAsync(page, $"{row} && {row}.querySelector('.status').textContent === 'failed'");
        Assert.NotEqual("", await page.EvaluateExpressionAsync<string>($"{row}.querySelector('.reason').textContent"));
        var answer = page.WaitForResponseAsync(response => response.Url.EndsWith("/retry", StringComparison.Ordinal));
        await page.ClickAsync("[data-part=jobs] button");
        Assert.Equal(303, (int)(await answer).Status);
        // It is taken up anew, and fails for the same reason.
        await UntilAsync(page, $"location.pathname === '/work' && {row} && {row}.querySelector('.status').textContent === 'failed'");
    }

    [Fact]
    public async Task What_a_file_is_called_is_text()
    {
        await using var page = await SignInAsync();
        foreach (var address in new[]
        {
            "/search?q=onerror", "/tree/alice/robotics/odd", $"/asset/{Seen.Ids[SeenLake.Hostile]}", "/episode/alice/robotics/odd",
        })
        {
            await page.GoToAsync(Address(address));
            var text = await page.EvaluateExpressionAsync<string>("document.body.textContent");
            Assert.Contains(SeenLake.Hostile, text, StringComparison.Ordinal);
            Assert.False(await page.EvaluateExpressionAsync<bool>("'wasRun' in window || document.querySelector('img') !== null"));
        }
    }

    [Fact]
    public async Task Nothing_serious_is_found_by_axe_and_nothing_shifts()
    {
        var axe = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "vendor", "axe.min.js"), Cancellation);
        await using var page = await SignInAsync();
        var serious = new List<string>();
        foreach (var scheme in new[] { "light", "dark" })
        {
            await page.EmulateMediaFeaturesAsync(
                [new() { MediaFeature = PuppeteerSharp.MediaFeature.PrefersColorScheme, Value = scheme }]);
            foreach (var address in Addresses())
            {
                await page.GoToAsync(Address(address), WaitUntilNavigation.Networkidle2);
                await page.EvaluateExpressionAsync($"{axe}; 0");
                var found = await page.EvaluateExpressionAsync<JsonElement>("""
                    axe.run().then(result => result.violations.filter(one => ['serious', 'critical'].includes(one.impact))
                      .map(one => `${one.id}: ${one.nodes.map(node => node.html.slice(0, 160)).join(' | ')}`))
                    """);
                serious.AddRange(found.EnumerateArray().Select(one => $"{scheme} {address}: {one}"));
                var shift = await page.EvaluateExpressionAsync<double>("""
                    new Promise(resolve => new PerformanceObserver(list => resolve(list.getEntries()
                      .reduce((sum, entry) => sum + (entry.hadRecentInput ? 0 : entry.value), 0)))
                      .observe({ type: 'layout-shift', buffered: true }) || setTimeout(() => resolve(0), 200))
                    """);
                Assert.True(shift < 0.1, $"{address} shifts by {shift}");
            }
        }

        Assert.Empty(serious);
    }

    [Fact]
    public async Task What_is_known_of_source_and_stream_is_shown()
    {
        await using var page = await SignInAsync();
        await page.GoToAsync(Address($"/asset/{Seen.Ids["front.mp4"]}"));
        await page.ClickAsync("summary");
        await UntilAsync(page, "[...document.querySelectorAll('[data-metadata] dt')].map(name => name.textContent).includes('width')");
        var text = await page.EvaluateExpressionAsync<string>("document.querySelector('[data-metadata]').textContent");
        Assert.Contains("streams", text, StringComparison.Ordinal);
        Assert.Contains("640", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_asked_from_elsewhere_and_a_browser_refuses_nothing_of_the_page()
    {
        await using var page = await SignInAsync();
        await page.EvaluateExpressionOnNewDocumentAsync("""
            window.refused = [];
            document.addEventListener('securitypolicyviolation', one => window.refused.push(`${one.violatedDirective} ${one.sample}`));
            """);
        var asked = new List<string>();
        page.Request += (_, request) => asked.Add(request.Request.Url);
        foreach (var address in Addresses())
        {
            await page.GoToAsync(Address(address), WaitUntilNavigation.Networkidle2);
            Assert.Equal("", await page.EvaluateExpressionAsync<string>("refused.join('\\n')"));
        }

        var own = new[] { Seen.Lake.Server.Authority, Seen.Lake.Bss.Authority };
        Assert.All(
            asked.Where(url => url.StartsWith("http", StringComparison.Ordinal)), url => Assert.Contains(new Uri(url).Authority, own));
    }
}
