using DreamLake.Testing.Engines.Chromium;
using PuppeteerSharp;
using Xunit;

namespace DreamLake.Page.Tests.Browser;

/// <summary><c>/api</c> of both services in Chromium: an address is tried there, with a token and without.</summary>
public sealed class ApiPageTests(ChromiumFixture chromium, SeenLake seen) : BrowserTest(chromium, seen)
{
    [Fact]
    public async Task An_address_of_each_service_is_tried_with_a_token_and_without()
    {
        await using var page = await SignInAsync();
        // As wide as a phone is.
        await page.SetViewportAsync(new ViewPortOptions { Width = 390, Height = 844 });
        var faults = new List<string>();
        page.PageError += (_, fault) => faults.Add(fault.Message);
        page.Console += (_, said) =>
        {
            // An answer that was asked for, and refused, is told on the console too.
            var isAnswer = said.Message.Text.Contains("401", StringComparison.Ordinal);
            if (said.Message.Type == ConsoleType.Error && !isAnswer) faults.Add(said.Message.Text);
        };
        var video = Seen.Ids["front.mp4"];
        foreach (var (service, operation, typed, told) in new[]
        {
            (Seen.Lake.Bss, "GET/work", "", "\"proofs\""), (Seen.Lake.Server, "GET/assets/video/{id}", video, "/camera/front.mp4"),
        })
        {
            await page.GoToAsync(new Uri(service, "/api").AbsoluteUri, WaitUntilNavigation.Networkidle2);
            var form = $"[...document.querySelectorAll('details')].find(one => one.firstChild.textContent === '{operation}')";
            await page.EvaluateExpressionAsync($"({form}).firstChild.click(), 0");
            await UntilAsync(page, $"({form}).querySelector('form')");
            if (typed.Length > 0) await page.EvaluateExpressionAsync($"({form}).querySelector('input').value = '{typed}', 0");
            await AnswersAsync("401 ");
            await page.TypeAsync("#token", Seen.Lake.Token);
            await AnswersAsync("200 ");
            Assert.Contains(told, await page.EvaluateExpressionAsync<string>($"({form}).querySelector('pre').textContent"),
                StringComparison.Ordinal);
            Assert.True(await page.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth") <= 390);

            async Task AnswersAsync(string status)
            {
                await page.EvaluateExpressionAsync($"({form}).querySelector('button').click(), 0");
                await UntilAsync(page, $"({form}).querySelector('pre').textContent.startsWith('{status}')");
            }
        }

        Assert.Empty(faults);
    }
}
