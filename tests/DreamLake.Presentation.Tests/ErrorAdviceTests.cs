using DreamLake.Engine;
using Xunit;

namespace DreamLake.Presentation.Tests;

public sealed class ErrorAdviceTests
{
    [Theory]
    [InlineData(UploadError.TokenRefused, "DREAMLAKE_API_KEY")]
    [InlineData(UploadError.TokenRefused, "dreamlake serve")]
    [InlineData(UploadError.LakeUnreachable, "DREAMLAKE_BSS_URL")]
    [InlineData(UploadError.LakeUnreachable, "DREAMLAKE_REMOTE")]
    public void What_the_engine_cannot_know_is_added(UploadError error, string where)
    {
        var advice = ErrorAdvice.Of(new UploadException(error, "It failed.", "Do this."));
        Assert.StartsWith("Do this. ", advice, StringComparison.Ordinal);
        Assert.Contains(where, advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_advice_stays_as_it_is() =>
        Assert.Equal("Do this.", ErrorAdvice.Of(new UploadException(UploadError.FileChanged, "It changed.", "Do this.")));
}
