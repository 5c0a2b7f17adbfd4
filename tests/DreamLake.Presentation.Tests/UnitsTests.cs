using Xunit;

namespace DreamLake.Presentation.Tests;

public sealed class UnitsTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.0 KiB")]
    [InlineData(11_638_784, "11.1 MiB")]
    [InlineData(3e15, "2728.5 TiB")]
    public void A_size_has_the_largest_unit_that_leaves_a_whole_number(double bytes, string text) => Assert.Equal(text, Units.Size(bytes));

    [Theory]
    [InlineData(0.42, "0.4 s")]
    [InlineData(59.9, "59.9 s")]
    [InlineData(125, "2 min 05 s")]
    [InlineData(4800, "1 h 20 min")]
    [InlineData(100_000, "27 h 46 min")]
    public void A_duration_has_its_two_largest_units(double seconds, string text) =>
        Assert.Equal(text, Units.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(-5, "now")]
    [InlineData(59, "now")]
    [InlineData(60, "1 min")]
    [InlineData(7200, "2 h")]
    [InlineData(200_000, "2 d")]
    public void An_age_has_one_unit(double seconds, string text) => Assert.Equal(text, Units.Age(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void One_thing_is_not_many() =>
        Assert.Equal(("1 part", "0 parts", "2 files"), (Units.Count(1, "part"), Units.Count(0, "part"), Units.Count(2, "file")));

    [Theory]
    [InlineData("1", 1)]
    [InlineData("500K", 512_000)]
    [InlineData("10MB", 10_485_760)]
    [InlineData(" 10 MB ", 10_485_760)]
    [InlineData("1.5 MiB", 1_572_864)]
    [InlineData("2g", 2_147_483_648)]
    [InlineData("7 B", 7)]
    public void A_number_of_bytes_is_read_as_people_write_it(string text, long expected)
    {
        Assert.True(ByteCount.TryParse(text, out var bytes));
        Assert.Equal(expected, bytes);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0.5")]
    [InlineData("-1M")]
    [InlineData("MB")]
    [InlineData("fast")]
    [InlineData("10 MB/s")]
    [InlineData("99999999999999999999G")]
    [InlineData("1e3")]
    public void What_is_no_number_of_bytes_is_refused(string? text) => Assert.False(ByteCount.TryParse(text, out _));
}
