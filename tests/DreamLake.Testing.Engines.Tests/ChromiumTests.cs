using DreamLake.Testing.Engines.Chromium;
using Xunit;

namespace DreamLake.Testing.Engines.Tests;

public sealed class ChromiumTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    [Fact]
    public async Task A_page_is_shown_and_its_scripts_run()
    {
        await using var page = await chromium.Engine.Browser.NewPageAsync();
        await page.SetContentAsync("<p id=here></p><script>document.getElementById('here').textContent = 6 * 7</script>");
        Assert.Equal("42", await page.EvaluateExpressionAsync<string>("document.getElementById('here').textContent"));
    }

    [Theory]
    [InlineData("""video/mp4; codecs="avc1.42E01E, mp4a.40.2" """)]
    [InlineData("""audio/mp4; codecs="mp4a.40.2" """)]
    public async Task It_plays_what_the_lambda_writes(string type)
    {
        await using var page = await chromium.Engine.Browser.NewPageAsync();
        Assert.True(await page.EvaluateFunctionAsync<bool>("type => MediaSource.isTypeSupported(type)", type));
    }
}
