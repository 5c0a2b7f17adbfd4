using DreamLake.Cli.Commands;
using DreamLake.Terminal;
using Xunit;

namespace DreamLake.Cli.Tests;

public sealed class RateOptionTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("5000", 5000)]
    [InlineData("500K", 500 * 1024)]
    [InlineData("2M", 2 * 1024 * 1024)]
    [InlineData("1.5m", 1536 * 1024)]
    [InlineData("1G", 1024 * 1024 * 1024)]
    [InlineData("10MB", 10 * 1024 * 1024)]
    [InlineData("10 MB", 10 * 1024 * 1024)]
    [InlineData("1.5 MiB", 1536 * 1024)]
    public void A_rate_is_read(string text, long bytes) => Assert.Equal(bytes, RateOption.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0.5")]
    [InlineData("-1M")]
    [InlineData("K")]
    [InlineData("2MB/s")]
    [InlineData("fast")]
    [InlineData("99999999999999999999G")]
    public void What_is_none_is_said_to_be_none(string text) =>
        Assert.Contains("is no rate", Assert.Throws<UsageException>(() => RateOption.Parse(text)).Message, StringComparison.Ordinal);
}
